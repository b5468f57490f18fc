"""What each number of the headline means, in words; read by help, so it imports nothing."""

MEANING = {
    "auc": "honest answer: everything inside the training folds, mean AUC of the chosen candidate",
    "auc_low": "its 95 % interval (Nadeau and Bengio), lower end",
    "auc_high": "upper end",
    "auc_null": "AUC of the module's model where labels are permuted through the whole chain, mean",
    "held_out": "AUC of the champion in the held-out patients",
    "best": "AUC of the luckiest of many splits, as the study quotes; the module, logistic",
    "best_null": "what permuted labels give as the luckiest split, mean",
    "genes": "genes a URF goes with: positive-specific, mean; or paired links",
    "genes_null": "the same where the arms (or the pairing) are permuted, mean",
    "module": "URFs in the module",
    "dice": "overlap of the network's outline with the expert's, held-out patients, mean",
}
