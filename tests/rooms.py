"""Where things are: the rooms from the ground up, and where each module's tests lie."""

from course_lib import ROOT

LIBRARY = ROOT / "course_lib"
TESTS = ROOT / "tests"
# From the ground up; a room may use those before it.
ROOMS = (
    "devices", "kernels", "data", "model", "training", "search", "analysis", "plots", "diagrams",
    "lessons",
)  # fmt: skip

# Modules whose tests lie under another name: what they are tested through.
ELSEWHERE = {
    "analysis/estimators/test_all_paths": "bias_test variance wrong",
    "analysis/test_evaluation": "forced_decoding",
    "data/test_corpora": "downloads",
    "data/test_parallel": "assembling lines",
    "data/images/test_task": "composing",
    "data/sounds/test_task": "joining padded",
    "data/reading/test_whereabouts": "events",
    "data/labelled/test_examples": "colour_word recall shapes stories",
    "data/pairs/english_german/test_sentences": "clauses lexicon noun_phrases verbs",
    "data/pairs/english_german/test_task": "layouts plans vocabulary words",
    "data/spelling/test_context": "frames",
    "data/test_task": "batches words",
    "devices/test_sharding": "placing",
    "diagrams/test_drawing": "layout",
    "diagrams/test_graphs": "boxes words",
    "lessons/checking/test_banks": (
        "arithmetic bank judging recognising running softmax_mistakes softmaxes weighing"
    ),
    "lessons/checking/test_exercise": "gradients result",
    "lessons/checking/test_yours": "part",
    "lessons/coursework/test_assemble": "cells problem",
    "lessons/coursework/test_set_banks": "nested",
    "lessons/coursework/grading/test_judge": "bridge remote",
    "lessons/coursework/grading/test_submission": "attempts kernel report",
    "lessons/lesson_00/test_answers": (
        "loop masked_softmax_mistakes train_steps_mistakes train_steps_ways"
    ),
    "lessons/lesson_01/test_answers": "lstm_step_mistakes rnn_states_mistakes",
    "lessons/lesson_01/test_experiment": "entries measures",
    "lessons/lesson_01/test_figures": "more_figures",
    "lessons/lesson_02/test_answers": (
        "beam_step_mistakes greedy_tokens_mistakes pieces read_source_mistakes "
        "sequence_loss_mistakes"
    ),
    "lessons/lesson_03/test_answers": "attention_mistakes",
    "lessons/lesson_03/test_experiment": "entries measures",
    "lessons/lesson_02/test_experiment": "random_start wrong_masks",
    "lessons/lesson_04/test_answers": "look_up_mistakes reinforce_loss_mistakes",
    "lessons/lesson_04/test_experiment": "entries measures",
    "lessons/lesson_04/test_figures": "more_figures",
    "lessons/lesson_05/test_compared": "papers",
    "lessons/lesson_05/test_pieces": "step_mistakes",
    "lessons/lesson_05b/test_answers": (
        "as_parts gaussian_weights_mistakes window_weights_mistakes"
    ),
    "lessons/lesson_05b/test_experiment": "entries",
    "lessons/lesson_05b/test_figures": "more_figures",
    "lessons/lesson_06/test_answers": (
        "constrained_mistakes interval_mistakes noisy_mistakes noisy_ways"
    ),
    "lessons/lesson_06/test_candidates": "outside",
    "lessons/lesson_06/test_experiment": "entries equally_near rates",
    "lessons/lesson_07/test_answers": (
        "attention_loss_mistakes clipped_matches_mistakes vocabulary_mistakes"
    ),
    "lessons/lesson_07/test_experiment": "ladder real",
    "lessons/lesson_08/test_answers": (
        "copy_mixture_mistakes look_back_mistakes read_facts_mistakes supporting_share_mistakes"
    ),
    "lessons/lesson_08/test_experiment": "entries headlines past reading tricks",
    "lessons/lesson_11/test_answers": "multi_head_mistakes",
    "lessons/lesson_11/test_experiment": "entries transformer",
    "lessons/lesson_09/test_answers": (
        "cut_patches_mistakes gated_context_mistakes gating_ways patch_ways place_mistakes "
        "placed_mistakes placing_ways pointing_share_mistakes pointing_ways uneven_mistakes "
        "uneven_ways"
    ),
    "lessons/lesson_09/test_experiment": "entries",
    "lessons/lesson_09b/test_answers": (
        "frame_levels_mistakes frame_window_mistakes level_ways looked_before_mistakes "
        "looking_ways mel_triangle_mistakes next_weights_mistakes pieces sliding_end_mistakes "
        "sliding_ways stacked_mistakes stacking_fill_mistakes stacking_ways "
        "triangle_side_mistakes triangle_ways"
    ),
    "lessons/lesson_09b/test_experiment": "entries",
    "lessons/lesson_10/test_answers": "pieces",
    "lessons/maintenance/book/test_building": "conf",
    "lessons/recording/test_record": "configured",
    "lessons/test_claims": "scale",
    "model/alignments/test_alignments": "aligned alignment soft summary",
    "model/alignments/test_local": "windows",
    "model/test_decoders": "keys memory",
    "model/test_own_past": "looking_back",
    "model/test_parts": "own",
    "model/test_scores": "score_functions",
    "model/test_table": "seq2seq",
    "model/test_wiring": "spec",
    "plots/test_looking": "still",
    "plots/test_runs": "maps",
    "search/test_beam": "beam_steps exploring",
    "search/test_transduce": "greedy step writing",
    "training/test_checkpoints": "saved_runs",
    "training/test_fit": "chunk history objectives recipe",
    "training/test_identity": "code differences unknown",
    "training/test_watching": "validation",
}
# Those whose tests lie in another folder than theirs.
AFAR = {
    "data/word_task": "data/pairs/english_german/test_task",
    "analysis/search_errors": "search/test_trace",
    "data/pairs/copying": "data/test_task",
    "data/pairs/full_reversal": "data/test_task",
    "data/pairs/links": "data/test_task",
    "data/pairs/runs": "data/test_task",
    "data/pairs/sorting": "data/test_task",
    "data/pairs/word_reversal": "data/test_task",
    **{  # the problems of all sets and their banks
        str(path.relative_to(LIBRARY).with_suffix("")): "lessons/coursework/test_set_banks"
        for path in LIBRARY.glob("lessons/coursework/ps*/**/[!_]*.py")
        if not (TESTS / path.relative_to(LIBRARY).with_name(f"test_{path.name}")).exists()
    },
    **{
        str(path.relative_to(LIBRARY).with_suffix("")): "lessons/test_quiz"
        for path in LIBRARY.glob("lessons/lesson_*/questions.py")
    },
    "lessons/experiments": "lessons/recording/test_record",
    "lessons/maintenance/execute": "test_notebooks",
    "lessons/maintenance/links": "test_house",
    "lessons/maintenance/setup_cell": "test_setup_cell",
}


def listed() -> dict[str, str]:
    """The modules whose tests are not under their name, and the test files that hold them."""
    found = dict(AFAR)
    for place, names in ELSEWHERE.items():
        found |= {f"{place.rpartition('/')[0]}/{name}": place for name in names.split()}
    return found
