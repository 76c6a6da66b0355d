"""Trains the reader (``assistant/data/reader/weights.npz``) on public question sets and invented documents (``policy/``);
needs PyTorch, which nothing else does.

    pip install torch safetensors
    python -m evals.training --sets DIR --more DIR --start model.safetensors --out assistant/data/reader/weights.npz

``--sets`` is a folder of question sets (``squad2_dev/questions.json`` and so on), ``--more`` one of SQuAD files, ``--start``
the float32 weights of all-MiniLM-L6-v2. ``--resume`` goes on from an earlier state; the shipped weights came of
five stages: public sets; half of them with the first 110 invented groups; a quarter with 210 (``--keep 0.4``); all of both; half
of the public sets with all 480 groups, one and a quarter times. The last two saw the two sentences before.
Articles are held out by a hash of their name, so the figures that it prints
while training, and those in ``docs``, are of questions and articles it never saw.
"""
