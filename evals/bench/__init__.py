"""Public question sets put to the whole engine: folders of questions and documents -> retrieval, answers, abstention."""
