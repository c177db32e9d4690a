"""How a model learns: `fit` by a `Recipe`, objectives, watching, checkpoints."""

from course_lib.training.checkpoints import load_model, save_model
from course_lib.training.chunk import Carry, train_chunk
from course_lib.training.doubly_stochastic import DoublyStochastic, unevenness
from course_lib.training.fit import fit
from course_lib.training.history import Curve, History, Kept, NonFiniteLoss
from course_lib.training.identity import identity
from course_lib.training.objectives import Objective, Remembering, Stream
from course_lib.training.recipe import Recipe, optimizer
from course_lib.training.reinforce import Reinforce
from course_lib.training.scheduled_sampling import ScheduledSampling
from course_lib.training.schedules import Constant, Exponential, InverseSigmoid, Linear, Schedule
from course_lib.training.supervised_attention import SupervisedAttention
from course_lib.training.teacher_forcing import TeacherForced, teacher_forced
from course_lib.training.validation import loss_on
from course_lib.training.watching import KeepBest, StopWhen, Validation, Watcher

__all__ = [
    "Carry",
    "Constant",
    "Curve",
    "DoublyStochastic",
    "Exponential",
    "History",
    "InverseSigmoid",
    "KeepBest",
    "Kept",
    "Linear",
    "NonFiniteLoss",
    "Objective",
    "Recipe",
    "Reinforce",
    "Remembering",
    "Schedule",
    "ScheduledSampling",
    "StopWhen",
    "Stream",
    "SupervisedAttention",
    "TeacherForced",
    "Validation",
    "Watcher",
    "fit",
    "identity",
    "load_model",
    "loss_on",
    "optimizer",
    "save_model",
    "teacher_forced",
    "train_chunk",
    "unevenness",
]
