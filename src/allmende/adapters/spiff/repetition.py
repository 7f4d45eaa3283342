"""Parallel repetition over a FEEL list. What one round learns stays in it, except its declared output."""

from __future__ import annotations

from typing import Any

from SpiffWorkflow.bpmn.specs.defaults import ParallelMultiInstanceTask
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from allmende.adapters.spiff import variables


class Repetition(ParallelMultiInstanceTask):  # type: ignore[misc]
    """The list is evaluated once, on arrival; outputs are collected in its order."""

    def create_children(self, my_task: Task) -> None:
        items = my_task.workflow.script_engine.items(my_task, self.data_input.bpmn_id)
        my_task.data.pop(self.input_item.bpmn_id, None)
        my_task.internal_data["outputs"] = {}
        for index, item in enumerate(items):
            self.create_child(my_task, item, index)
        if not items:
            self._publish(my_task)

    def merge_child(self, workflow: Any, child: Task) -> None:
        my_task = child.parent
        if self.output_item is not None:
            index = str(child.internal_data["key_or_index"])
            my_task.internal_data["outputs"][index] = child.data.get(self.output_item.bpmn_id, "null")
        my_task.internal_data["merged"].append(str(child.id))
        if self.children_complete(my_task):
            self._publish(my_task)
            my_task._set_state(TaskState.READY)

    def _publish(self, my_task: Task) -> None:
        if self.data_output is not None:
            outputs = my_task.internal_data["outputs"]
            collected = [variables.decode(outputs[key]) for key in sorted(outputs, key=int)]
            my_task.data[self.data_output.bpmn_id] = variables.encode(collected)
