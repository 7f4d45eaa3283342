from __future__ import annotations

import pytest

from allmende.domain.decisions import compile_model, model
from allmende.formats import dmn
from allmende.formats.dmn import DmnError, names

HEAD = (
    '<definitions xmlns="{namespace}" xmlns:t="urn:t" namespace="urn:test" name="Test" id="_0" '
    'expressionLanguage="https://www.omg.org/spec/DMN/20230324/FEEL/">'
)
BODY = """
  <description>Gebühren</description>
  <extensionElements><t:owner>Straßenverkehr</t:owner></extensionElements>
  <import name="lib" namespace="urn:lib" importType="https://www.omg.org/spec/DMN/20230324/MODEL/" locationURI="lib.dmn"/>
  <itemDefinition name="tZone" id="i1" label="Zone">
    <typeRef>string</typeRef><allowedValues id="av"><text>"A", "B"</text></allowedValues>
  </itemDefinition>
  <itemDefinition name="tCars" isCollection="true">
    <itemComponent name="plate"><typeRef>string</typeRef></itemComponent>
  </itemDefinition>
  <itemDefinition name="tF"><functionItem outputTypeRef="number"><parameters name="x" typeRef="number"/></functionItem></itemDefinition>
  <inputData name="zone" id="zone"><variable name="zone" typeRef="tZone"/></inputData>
  <inputData name="n" id="n"/>
  <decision name="fee" id="fee">
    <description>Die Gebühr</description>
    <question>Wie viel?</question>
    <allowedAnswers>Euro</allowedAnswers>
    <variable name="fee" typeRef="number" id="v1"/>
    <informationRequirement id="r1"><requiredInput href="#zone"/></informationRequirement>
    <informationRequirement><requiredInput href="#n"/></informationRequirement>
    <knowledgeRequirement><requiredKnowledge href="#TWICE"/></knowledgeRequirement>
    <authorityRequirement><requiredAuthority href="#law"/></authorityRequirement>
    <decisionTable id="table" hitPolicy="COLLECT" aggregation="SUM" preferredOrientation="Rule-as-Row" outputLabel="Fee">
      <input id="c1" label="Zone">
        <inputExpression typeRef="tZone"><text>zone</text></inputExpression>
        <inputValues><text>"A", "B"</text></inputValues>
      </input>
      <output id="o1" name="p" label="Preis" typeRef="number">
        <outputValues><text>1, 10</text></outputValues>
        <defaultOutputEntry><text>1</text></defaultOutputEntry>
      </output>
      <annotation name="Rechtsgrundlage"/>
      <rule id="rule1">
        <description>first</description>
        <inputEntry id="ie"><text>"A"</text></inputEntry>
        <outputEntry id="oe"><text>TWICE(n)</text></outputEntry>
        <annotationEntry><text>§ 3</text></annotationEntry>
      </rule>
    </decisionTable>
  </decision>
  <decision name="boxes" id="boxes">
    <variable name="boxes"/>
    <context typeRef="Any">
      <contextEntry id="e1"><variable name="l"/><list><literalExpression><text>1</text></literalExpression></list></contextEntry>
      <contextEntry><variable name="r"/>
        <relation><column name="a" typeRef="number"/><row id="row"><literalExpression><text>1</text></literalExpression></row></relation>
      </contextEntry>
      <contextEntry><variable name="f"/>
        <functionDefinition><formalParameter name="x"/><literalExpression><text>x</text></literalExpression></functionDefinition>
      </contextEntry>
      <contextEntry>
        <invocation><literalExpression><text>f</text></literalExpression>
          <binding><parameter name="x"/><literalExpression><text>5</text></literalExpression></binding>
        </invocation>
      </contextEntry>
    </context>
  </decision>
  <businessKnowledgeModel name="TWICE" id="TWICE">
    <variable name="TWICE" typeRef="tF"/>
    <encapsulatedLogic><formalParameter name="x" typeRef="number"/><literalExpression><text>x * 2</text></literalExpression></encapsulatedLogic>
  </businessKnowledgeModel>
  <businessKnowledgeModel name="JAVA" id="JAVA"><encapsulatedLogic kind="Java"/></businessKnowledgeModel>
  <decisionService name="service" id="service">
    <variable name="service"/>
    <outputDecision href="#fee"/><encapsulatedDecision href="#boxes"/><inputDecision href="#x"/><inputData href="#n"/>
  </decisionService>
  <knowledgeSource name="law" id="law"><type>law</type></knowledgeSource>
  <textAnnotation id="note"><text>mixed <t:b>bold</t:b> text</text></textAnnotation>
  <dmndi:DMNDI xmlns:dmndi="{diagram}"><dmndi:DMNDiagram>
    <dmndi:DMNShape dmnElementRef="fee"><dc:Bounds xmlns:dc="http://www.omg.org/spec/DMN/20180521/DC/" x="1" y="2" width="3" height="4"/></dmndi:DMNShape>
  </dmndi:DMNDiagram></dmndi:DMNDI>
"""
MODERN = """
  <decision name="modern" id="modern"><variable name="modern"/><list>
    <conditional><if><literalExpression><text>true</text></literalExpression></if>
      <then><literalExpression><text>1</text></literalExpression></then><else><literalExpression><text>2</text></literalExpression></else></conditional>
    <filter><in><literalExpression><text>[1,2]</text></literalExpression></in><match><literalExpression><text>item &gt; 1</text></literalExpression></match></filter>
    <for iteratorVariable="x"><in><literalExpression><text>[1,2]</text></literalExpression></in><return><literalExpression><text>x + 1</text></literalExpression></return></for>
    <some iteratorVariable="x"><in><literalExpression><text>[1,2]</text></literalExpression></in><satisfies><literalExpression><text>x &gt; 1</text></literalExpression></satisfies></some>
    <every iteratorVariable="x"><in/><satisfies/></every>
  </list></decision>
"""


def file_of(body=BODY, namespace=names.MODEL_15, diagram=names.DMNDI_15):
    text = HEAD.format(namespace=namespace) + body.replace("{diagram}", diagram) + "</definitions>"
    return text.encode()


VERSIONS = [
    (names.MODEL_12, names.DMNDI_12),
    (names.MODEL_13, names.DMNDI_13),
    (names.MODEL_14, "https://www.omg.org/spec/DMN/20211108/DMNDI/"),
    (names.MODEL_15, names.DMNDI_15),
]


@pytest.mark.parametrize(("namespace", "diagram"), VERSIONS)
def test_every_version_reads_as_the_same_model(namespace, diagram):
    found = dmn.read(file_of(namespace=namespace, diagram=diagram))
    assert dmn.write(found) == dmn.write(dmn.read(file_of()))
    assert [each.variable.name for each in found.decisions] == ["fee", "boxes"]
    whole = compile_model(found)
    assert whole.evaluate("fee", {"zone": "A", "n": 5}).value == 10
    assert whole.evaluate("boxes", {}).value == 5


def test_what_is_written_is_dmn_1_3_and_stable():
    written = dmn.write(dmn.read(file_of()))
    assert written.startswith(
        b"<?xml version='1.0' encoding='UTF-8'?>\n<definitions xmlns=\"" + names.MODEL_13.encode()
    )
    assert names.MODEL_15.encode() not in written
    assert names.DMNDI_15.encode() not in written
    assert dmn.write(dmn.read(written)) == written
    assert dmn.read(written) == dmn.read(dmn.write(dmn.read(written)))


@pytest.mark.parametrize(
    "kept",
    [
        "<description>Gebühren</description>",
        "<t:owner",
        'locationURI="lib.dmn"',
        'label="Zone"',
        "<question>Wie viel?</question>",
        "<allowedAnswers>Euro</allowedAnswers>",
        '<requiredAuthority href="#law"/>',
        'outputLabel="Fee"',
        "<text>§ 3</text>",
        'kind="Java"',
        '<encapsulatedDecision href="#boxes"/>',
        "<type>law</type>",
        'mixed <t:b xmlns:t="urn:t">bold</t:b> text',
        'dmnElementRef="fee"',
        'width="3"',
    ],
)
def test_nothing_is_lost(kept):
    written = dmn.write(dmn.read(file_of())).decode()
    assert kept in written or kept.replace(' xmlns:t="urn:t"', "") in written


def test_boxes_that_1_3_does_not_know_are_written_as_1_5():
    found = dmn.read(file_of(MODERN))
    written = dmn.write(found)
    assert names.MODEL_15.encode() in written
    assert dmn.write(dmn.read(written)) == written
    assert dmn.read(written).decisions == found.decisions
    assert compile_model(found).evaluate("modern", {}).value == [1, [2], [2, 3], True, None]
    constraint = dmn.read(
        file_of(
            '<itemDefinition name="t"><typeRef>number</typeRef><typeConstraint><text>&gt; 1</text></typeConstraint></itemDefinition>'
        ),
    )
    assert names.MODEL_15.encode() in dmn.write(constraint)


def test_lines_are_known():
    [table] = [dmn.read(file_of()).decisions[0].expression]
    assert isinstance(table, model.DecisionTable)
    assert table.line > 0
    assert table.rules[0].line > table.line


def test_elements_without_an_id_get_one():
    found = dmn.read(file_of('<decision name="a"/><decision name="b" id="_1"/>'))
    assert [each.id for each in found.decisions] == ["_element_1", "_1"]


@pytest.mark.parametrize(
    ("content", "german"),
    [
        (b"<a/>", "Das ist kein DMN der Fassungen 1.2 bis 1.5."),
        (
            b"<definitions xmlns='http://www.omg.org/spec/DMN/20151101/dmn.xsd'/>",
            "Das ist kein DMN der Fassungen 1.2 bis 1.5.",
        ),
        (b"<a", "Das ist kein lesbares XML"),
        (b"", "Das ist kein lesbares XML"),
        (b"<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>", "DOCTYPE"),
        (b" " * 4_000_001, "zu groß"),
        (file_of('<decision name="a" id="x"/><inputData name="b" id="x"/>'), "Die Kennung „x“ steht doppelt da."),
        (
            file_of('<decision id="d"><decisionTable hitPolicy="BEST"><output/></decisionTable></decision>'),
            "Die Trefferregel „BEST “ gibt es nicht.",
        ),
        (
            file_of('<decision id="d"><decisionTable/></decision>'),
            "Die Tabelle hat keine Ergebnisspalte oder zu viele Regeln.",
        ),
        (
            file_of('<decision id="d"><decisionTable><output/><rule/></decisionTable></decision>'),
            "Die Regel hat nicht so viele Zellen wie die Tabelle Spalten.",
        ),
        (file_of('<decision id="d"><invocation/></decision>'), "Der Aufruf nennt keine Funktion."),
        (
            file_of(
                '<decision id="d"><invocation><literalExpression><text>f</text></literalExpression><binding/></invocation></decision>',
            ),
            "Dem Argument fehlt sein Name.",
        ),
        (
            file_of('<decision id="d">' + "<list>" * 50 + "</list>" * 50 + "</decision>"),
            "Der Ausdruck ist zu tief geschachtelt.",
        ),
        (
            file_of("<itemDefinition>" + "<itemComponent>" * 30 + "</itemComponent>" * 30 + "</itemDefinition>"),
            "Der Typ ist zu tief geschachtelt.",
        ),
    ],
)
def test_what_is_no_usable_dmn_is_refused_with_its_line(content, german):
    with pytest.raises(DmnError) as caught:
        dmn.read(content)
    assert german in caught.value.words["de"]
    assert caught.value.line >= 1
    assert caught.value.text.spoken("de").startswith(f"Zeile {caught.value.line}: ")
    assert caught.value.text.spoken("en").startswith(f"Line {caught.value.line}: ")


def test_models_made_here_can_be_written():
    made = model.DecisionModel(
        "urn:x",
        "x",
        decisions=(
            model.DecisionNode("d", model.InformationItem("d"), model.LiteralExpression("1", "feel"), name="d"),
        ),
    )
    assert dmn.read(dmn.write(made)) == made
    assert dmn.write(model.DecisionModel("", "")).count(b"definitions") == 1


def test_input_columns_may_lack_an_expression():
    found = dmn.read(
        file_of(
            '<decision id="d"><decisionTable><input/><output/><rule><inputEntry><text>-</text></inputEntry><outputEntry><text>1</text></outputEntry></rule></decisionTable></decision>'
        ),
    )
    assert compile_model(found).evaluate("d", {}).value == 1


def test_variables_without_a_name_take_that_of_their_element():
    found = dmn.read(
        file_of(
            '<inputData name="a b" id="i"><variable typeRef="number"/></inputData>'
            '<businessKnowledgeModel name="K" id="K"><knowledgeRequirement><requiredKnowledge href="#K"/><description/></knowledgeRequirement>'
            '<authorityRequirement><requiredAuthority href="#x"/></authorityRequirement></businessKnowledgeModel>',
        ),
    )
    assert found.inputs[0].variable.name == "a b"
    assert found.knowledge_models[0].function is None
    assert dmn.read(dmn.write(found)).knowledge_models[0].requirements == found.knowledge_models[0].requirements
    assert b'<requiredAuthority href="#x"/>' in dmn.write(found)


def test_plain_relations_and_literals_in_other_languages():
    relation = model.Relation((model.InformationItem("a"),), ((model.LiteralExpression("1", "python"),),))
    made = model.DecisionModel(
        "urn:x", "x", decisions=(model.DecisionNode("d", model.InformationItem("d"), relation, name="d"),)
    )
    [again] = dmn.read(dmn.write(made)).decisions
    assert again.expression.rows == relation.rows
    assert dmn.write(dmn.read(dmn.write(made))) == dmn.write(made)
