"""Calls of the rooms `search` and `analysis`."""

import jax
import jax.numpy as jnp
import numpy as np

from calls.given import (
    AB,
    ABC,
    BATCH,
    COMPILED,
    EMPTY,
    FUNCTIONS,
    NET,
    NEVER,
    ROWS,
    VALUES,
    WHOLE,
    call,
    given,
)
from course_lib import analysis, data, model, search
from course_lib.analysis import alignment_metrics, erasure, evaluation, lags, metrics, search_errors
from course_lib.analysis.estimators import all_paths, bias_test, variance

WEIGHTS, LINKS = [np.array([[0.9, 0.1], [0.2, 0.8]])], [np.eye(2, dtype=bool)]
FOUND = search.Transduction("ab", "ba", WEIGHTS[0], ["a", "b"], ["b", "a"], -1.0, -1.0)
COMPARED = [search_errors.Compared(FOUND, FOUND)]
ERASED = [erasure.Erased(WEIGHTS[0], WEIGHTS[0] - 0.5, LINKS[0])]
ASKED = [data.Pair(data.Passage("a", ("a b", "b")), "b", (1,))]
READER = model.build("luong_dot", AB, hidden=4, embedding=3, reading=model.PassageReading())
CAPTIONS = data.SCENES.test_set(2, (1, 1))
LOOKER = model.build(
    "luong_dot", target=data.SCENES.target, hidden=4, embedding=3, reading=model.GridReading()
)
SPOKEN = data.STRINGS.test_set(2, (1, 150))
LISTENER = model.build(
    "luong_dot", target=data.STRINGS.target, hidden=4, embedding=3, reading=model.FramesReading()
)
FORCED = [analysis.Forced(-1.0, np.ones(n + 1, bool), np.eye(n + 1, n)) for n in (2, 3)]


warm = given(1.0, "0.5", "10**30")
beam, many = given(search.Beam(2)), "model sources search limit batch mesh"
SEARCH = {
    "greedy": call(search.greedy, "model source axis", COMPILED, limit=given(2)),
    "sample": call(
        search.sample, "model source axis", COMPILED, limit=given(2), temperature=warm,
        key=given(jax.random.key(0)), by=given(search.tempered, FUNCTIONS),
    ),
    "tempered": call(search.tempered, "", logits=given(jnp.ones(3)), temperature=warm),
    "beam": call(
        search.beam, "model source axis width", COMPILED, limit=given(2),
        length_penalty=given(0.0, "0", "0.5"), step=given(search.beam_step, FUNCTIONS, "None"),
    ),
    "beam_step": call(
        search.beam_step, "", scores=given(jnp.zeros(2)), log_p=given(jnp.zeros((2, 5))),
        finished=given(jnp.zeros(2, bool)),
    ),
    "constrained_step": call(
        search.constrained_step, "", scores=given(jnp.zeros(2)), log_p=given(jnp.zeros((2, 5))),
        finished=given(jnp.zeros(2, bool)), allowed=given(jnp.ones((2, 5), bool)),
    ),
    "trace": call(search.trace, "model text limit", COMPILED, search=beam),
    "lost": call(search.lost, "model text limit", COMPILED, search=beam),
    "transduce": call(
        search.transduce, "model search limit", COMPILED, source=given("ab", told="text|vocabulary")
    ),
    "transduce_all": call(search.transduce_all, many, COMPILED),
    "n_best": call(search.n_best, many, COMPILED),
    "replace_unknown": call(
        search.replace_unknown, "model", found=given(FOUND),
        dictionary=given({"a": "b"}, "None", "{}", "{a: None}"),
    ),
    "in_batches": call(search.in_batches, "model sources batch", parts=given(1)),
}  # fmt: skip


aims, bins, greedy = given([[0, 1]]), given(1), given(search.Greedy())
answers, drawn = "predicted gold", given(ROWS)
JUDGED = {
    "written": given(["a b"]), "references": given(["a b"]), "lower": given(False, "True"),
}  # fmt: skip
ANALYSIS = {
    "compare": call(
        analysis.compare, "model texts limit batch", COMPILED, first=greedy, second=greedy
    ),
    "tally": call(analysis.tally, "", compared=given(COMPARED)),
    "edits": call(search_errors.edits, "gold", compared=given(COMPARED)),
    "erase": call(analysis.erase, "model pairs seed", COMPILED, way=given("hide")),
    "summary": call(erasure.summary, "seed", erased=given(ERASED)),
    "rank_agreement": call(
        erasure.rank_agreement, "", weights=given(WEIGHTS[0]), drop=given(WEIGHTS[0])
    ),
    "bleu": call(analysis.bleu, "", **JUDGED),
    "chrf": call(analysis.chrf, "", **JUDGED),
    "bleu_by_length": call(
        analysis.bleu_by_length, "", lengths=given([2]), edges=given((1, 3)), **JUDGED
    ),
    "bleu_on": call(
        analysis.bleu_on, "pairs search batch", lower=given(False, "True")
    ),
    "evaluate": call(analysis.evaluate, "model pairs", COMPILED, edges=given((1, 9)), bins=bins),
    "evaluate_reading": call(
        analysis.evaluate_reading, "model", COMPILED, pairs=given(ASKED), edges=given((1, 9))
    ),
    "evaluate_captions": call(
        analysis.evaluate_captions, "batch", COMPILED, model=given(LOOKER), pairs=given(CAPTIONS)
    ),
    "pointing_game": call(
        analysis.pointing_game, "batch", COMPILED, model=given(LOOKER), pairs=given(CAPTIONS)
    ),
    "evaluate_listening": call(
        analysis.evaluate_listening, "batch", COMPILED, model=given(LISTENER), pairs=given(SPOKEN)
    ),
    "listening_game": call(
        analysis.listening_game, "batch", COMPILED, model=given(LISTENER), pairs=given(SPOKEN)
    ),
    "spans_of": call(
        analysis.spans_of, "", reading=given(LISTENER.spec.wiring.reading),
        pair=given(SPOKEN[0], told="alignment"),
    ),
    "pointed": call(
        analysis.pointed, "", weights=given(WEIGHTS[0]), regions=given(np.eye(2, dtype=bool))
    ),
    "spread": call(analysis.spread, "", weights=given(WEIGHTS[0])),
    "regions_of": call(
        analysis.regions_of, "", reading=given(LOOKER.spec.wiring.reading),
        pair=given(CAPTIONS[0], told="alignment"),
    ),
    "on_facts": call(
        analysis.on_facts, "", model=given(READER), passage=given(ASKED[0].source),
        weights=given(np.ones((1, 2))),
    ),
    "alignment_quality": call(
        evaluation.alignment_quality, "pairs target", read=given(FORCED)
    ),
    "gold_positions": call(evaluation.gold_positions, "pair target"),
    "measure_exposure": call(analysis.measure_exposure, "model pairs", COMPILED),
    "force_all": call(
        analysis.force_all, "model batch", COMPILED, pairs=given([("ab", "ba")], EMPTY)
    ),
    "gradient_norms": call(
        analysis.gradient_norms, "examples", COMPILED, model=given(NET)
    ),
    "spectral_radius": call(analysis.spectral_radius, "matrix"),
    "with_radius": call(analysis.with_radius, "matrix", radius=given(1.0, "0", "0.5", "10**30")),
    "lags": call(lags.lags, "pair reverse", source=given(ABC)),
    "measure_lags": call(lags.measure_lags, "pairs reverse", source=given(ABC)),
    "matches": call(metrics.matches, answers),
    "exact_match": call(metrics.exact_match, answers),
    "character_error_rate": call(metrics.character_error_rate, answers),
    "character_accuracy": call(metrics.character_accuracy, answers),
    "token_accuracy": call(metrics.token_accuracy, answers),
    "by_length": call(
        metrics.by_length, "", values=given([1.0], "[nan]"), lengths=given([2]), edges=given((1, 3))
    ),
    "accuracy_by_position": call(
        metrics.accuracy_by_position, answers, bins=bins, positions=given([[0, 1]], "None"),
        source_lengths=given([2], "None"),
    ),
    "check_positions": call(
        metrics.check_positions, "", name=given("value", VALUES), value=given([0, 1], EMPTY),
        size=given(2, "0"),
    ),
    "alignment_hits": call(alignment_metrics.alignment_hits, "weights offset", gold=aims),
    "alignment_accuracy": call(alignment_metrics.alignment_accuracy, "weights offset", gold=aims),
    "argmax_links": call(
        alignment_metrics.argmax_links, "", weights=given(WEIGHTS[0]),
        counted=given(np.ones(2, bool), "None"),
    ),
    "gold_links": call(
        alignment_metrics.gold_links, "", gold=given([0, 1], EMPTY), source=given(2)
    ),
    "possible_links": call(
        alignment_metrics.possible_links, "", possible=given([[0], [0, 1]], EMPTY),
        source=given(2),
    ),
    "alignment_error_rate": call(
        alignment_metrics.alignment_error_rate, "", links=given(LINKS), sure=given(LINKS),
        possible=given(LINKS, "None"),
    ),
    "sampled": call(
        bias_test.sampled, "model estimators seed", NEVER, source=drawn, target=drawn,
        samples=given(500), copies=given(4), baseline=given(0.0, WHOLE, "0.5", "10**30", "-10**30"),
    ),
    "gradient_variance": call(
        variance.gradient_variance, "model estimators seed", NEVER, batch=given(BATCH),
        samples=given(2),
    ),
    "small_problem": call(
        all_paths.small_problem, "seed", COMPILED, row=given("luong_general", told="model"),
        alignment=given("hard"), scale=given(1.0, "0.5", "10**30"),
    ),
}  # fmt: skip
