"""Trains the reader (``assistant/data/reader/weights.npz``) on public question sets and invented documents (``policy/``);
needs PyTorch, which nothing else does.

    pip install torch safetensors
    python -m evals.training --sets DIR --more DIR --start model.safetensors --out assistant/data/reader/weights.npz

``--sets`` is a folder of question sets (``squad2_dev/questions.json`` and so on), ``--more`` one of SQuAD files, ``--start``
the float32 weights of all-MiniLM-L6-v2. ``--resume`` goes on from an earlier state; the shipped weights came of
eight stages: public sets; half of them with the first 110 invented groups; a quarter with 210 (``--keep 0.4``); all of both; half
of the public sets with 480 groups, one and a quarter times; then, each begun anew at the full rate, all of the public sets for
20 minutes, a quarter with 636 groups for 10, and a fifth with all 736, nine tenths of them once. The last five saw the two
sentences before, and the two short ones were broken off before the rate fell.
Articles are held out by a hash of their name, so the figures that it prints
while training, and those in ``docs``, are of questions and articles it never saw.
"""
