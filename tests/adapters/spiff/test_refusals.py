"""What the profile refuses never reaches SpiffWorkflow, even when nobody checked before."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime

import pytest

from allmende.adapters.spiff import SpiffEngine, program
from allmende.adapters.spiff.drawing import NotDrawable
from allmende.domain.process import Program
from allmende.domain.process.model import ProcessDefinition
from allmende.formats import bpmn

REFUSED = {
    "script": "<scriptTask id='x'><script>1</script></scriptTask>",
    "manual": "<manualTask id='x'/>",
    "plain task": "<task id='x'/>",
    "inclusive": "<inclusiveGateway id='x'/>",
    "complex": "<complexGateway id='x'/>",
    "transaction": "<transaction id='x'/>",
    "ad hoc": "<adHocSubProcess id='x'/>",
    "event sub-process": "<subProcess id='x' triggeredByEvent='true'/>",
    "link": "<intermediateThrowEvent id='x'><linkEventDefinition/></intermediateThrowEvent>",
    "conditional": "<intermediateCatchEvent id='x'><conditionalEventDefinition/></intermediateCatchEvent>",
    "signal": "<intermediateCatchEvent id='x'><signalEventDefinition/></intermediateCatchEvent>",
    "error": "<boundaryEvent id='x' attachedToRef='u'><errorEventDefinition/></boundaryEvent>",
    "escalation": "<intermediateThrowEvent id='x'><escalationEventDefinition/></intermediateThrowEvent>",
    "compensation": "<intermediateThrowEvent id='x'><compensateEventDefinition/></intermediateThrowEvent>",
    "duration": """<intermediateCatchEvent id='x'><timerEventDefinition><timeDuration>P1D</timeDuration>
        </timerEventDefinition></intermediateCatchEvent>""",
    "cycle": """<intermediateCatchEvent id='x'><timerEventDefinition><timeCycle>R/P1D</timeCycle>
        </timerEventDefinition></intermediateCatchEvent>""",
    "data object": "<dataObject id='x'/>",
    "lane": "<laneSet id='x'/>",
}


@pytest.mark.parametrize("element", REFUSED.values(), ids=REFUSED.keys())
def test_is_not_drawn_for_the_engine(element: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text = f"""<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p">
      <startEvent id="a"/><userTask id="u"/>{element}<endEvent id="z"/>
      <sequenceFlow id="f" sourceRef="a" targetRef="u"/><sequenceFlow id="g" sourceRef="u" targetRef="z"/>
      </process></definitions>"""
    definition = bpmn.read(text.encode())
    assert isinstance(definition, ProcessDefinition)
    monkeypatch.setattr(program._Parser, "add_bpmn_xml", lambda *_: pytest.fail("SpiffWorkflow saw it"))
    with pytest.raises(NotDrawable):
        SpiffEngine().start(Program(definition), {}, evaluate=lambda *_: None, now=datetime(2026, 11, 2, tzinfo=UTC))


def test_a_call_to_a_process_that_is_not_there_is_refused() -> None:
    text = b"""<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p">
      <startEvent id="a"/><callActivity id="c" calledElement="nowhere"/><endEvent id="z"/>
      <sequenceFlow id="f" sourceRef="a" targetRef="c"/><sequenceFlow id="g" sourceRef="c" targetRef="z"/>
      </process></definitions>"""
    definition = bpmn.read(text)
    assert isinstance(definition, ProcessDefinition)
    with pytest.raises(NotDrawable, match="nowhere"):
        SpiffEngine().start(Program(definition), {}, evaluate=lambda *_: None, now=datetime(2026, 11, 2, tzinfo=UTC))


def test_asking_what_is_open_does_not_load_spiffworkflow() -> None:
    asks = (
        "import sys; from allmende.adapters.spiff import SpiffEngine; "
        "SpiffEngine().work({'work': []}); print([m for m in sys.modules if m.startswith('SpiffWorkflow')])"
    )
    answer = subprocess.run([sys.executable, "-c", asks], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"
