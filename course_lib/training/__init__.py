"""How a model learns: `fit` by a `Recipe`, objectives, checkpoints."""

from course_lib.training.checkpoints import load_model, save_model
from course_lib.training.fit import History, NonFiniteLoss, Objective, Remembering, Stream, fit
from course_lib.training.recipe import Recipe, optimizer
from course_lib.training.reinforce import Reinforce
from course_lib.training.scheduled_sampling import ScheduledSampling
from course_lib.training.schedules import Constant, Exponential, InverseSigmoid, Linear, Schedule
from course_lib.training.teacher_forcing import TeacherForced, teacher_forced

__all__ = [
    "Constant",
    "Exponential",
    "History",
    "InverseSigmoid",
    "Linear",
    "NonFiniteLoss",
    "Objective",
    "Recipe",
    "Reinforce",
    "Remembering",
    "Schedule",
    "ScheduledSampling",
    "Stream",
    "TeacherForced",
    "fit",
    "load_model",
    "optimizer",
    "save_model",
    "teacher_forced",
]
