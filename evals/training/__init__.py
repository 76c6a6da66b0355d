"""Trains the readers (``assistant/data/reader``) on public question sets and invented documents (``policy/``); needs
PyTorch, which nothing else does. The quick one:

    pip install torch safetensors
    python -m evals.training --sets DIR --more DIR --start model.safetensors --out assistant/data/reader/weights.npz

``--sets`` is a folder of question sets (``squad2_dev/questions.json`` and so on), ``--more`` one of SQuAD files,
``--start`` the float32 weights of all-MiniLM-L6-v2. ``--resume`` goes on from an earlier state; the shipped weights
came of nine stages, the first eight: public sets; half of them with the first 110 invented groups; a quarter with 210
(``--keep 0.4``); all of both; half of the public sets with 480 groups, one and a quarter times; then, each begun anew
at the full rate, all of the public sets for 20 minutes, a quarter with 636 groups for 10, and a fifth with all 736,
nine tenths of them once. The last five saw the two sentences before, and the two short ones were broken off before
the rate fell. Articles are held out by a hash of their name, so the figures that it prints while training, and those
in ``docs``, are of questions and articles it never saw.

A ninth stage met the wrong sentences that the reader of the eighth was taken in by, mined from all the invented documents
(``mining.py``; the shipped reader does the mining, so it comes before):

    python -m evals.training.mining --out mined.json --share 0.45
    python -m evals.training ... --resume STATE --mined mined.json --invented 0.3 --public 0.1 --epochs 1.4 --rate 1.2e-4 --keep 0.7

A tenth was taught by a larger reader (``distilling.py``), in two parts of which the second met whole documents; half of
the weights before were kept:

    python -m evals.training.distilling --large DIR --large-state large.pt --resume STATE --mined mined.json --public 0.2
        --invented 0.07 --whole 2700 --epochs 2 --keep 0.5 ...

The thorough one is trained in one go (``thorough.py``).
"""
