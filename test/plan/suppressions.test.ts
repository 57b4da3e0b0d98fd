import {expect, test} from 'vitest'
import {compile} from '../../src/graph/compile.ts'
import {applyFixes} from '../../src/graph/fix.ts'
import type {RuleSettings} from '../../src/graph/lint.ts'
import type {PlanDocument} from '../../src/plan/format.ts'
import {readPlan} from '../../src/plan/read.ts'
import {readSuppressions} from '../../src/plan/suppressions.ts'

const FILE = 'plan.md'

/** Rules, and the lines they silence, of the comments in a document. */
const silenced = (text: string, syntax: 'html' | 'hash' | 'none' = 'html'): readonly string[] =>
  readSuppressions({file: FILE, text}, syntax).suppressions.map(({rule, lines}) =>
    lines === undefined ? `${rule} everywhere` : `${rule} ${lines.from}-${lines.to}`,
  )

const compiled = (document: PlanDocument, rules: RuleSettings = {}) => {
  const draft = readPlan([document])
  if (!draft.ok) throw new Error(JSON.stringify(draft.error))
  return compile(draft.value, {rules, texts: {[document.file]: document.text}}).diagnostics
}

const told = (text: string, rules: RuleSettings = {}): readonly string[] =>
  compiled({file: FILE, text}, rules).map(({location: {line}, rule}) => `${line} ${rule}`)

test('a comment silences the rules it names on its own line', () => {
  expect(silenced('a <!-- agent-spawn-ignore one two: why -->\nb')).toEqual(['one 1-1', 'two 1-1'])
  expect(silenced('a <!-- agent-spawn-ignore one, two -->')).toEqual(['one 1-1', 'two 1-1'])
  expect(silenced('<!--agent-spawn-ignore one--> a <!--agent-spawn-ignore two-->')).toEqual([
    'one 1-1',
    'two 1-1',
  ])
})

test('alone, it silences the next line that says something, or the fence that begins there', () => {
  expect(
    silenced('<!-- agent-spawn-ignore one -->\n\n  <!-- agent-spawn-ignore two -->\ntext\nmore'),
  ).toEqual(['one 4-4', 'two 4-4'])
  expect(silenced('<!-- agent-spawn-ignore one -->\n```\na\nb\n```\nc')).toEqual(['one 2-5'])
})

test('for a file it silences everywhere', () => {
  expect(silenced('a\n<!-- agent-spawn-ignore-file one -->')).toEqual(['one everywhere'])
})

test('in code and in longer words nothing is silenced', () => {
  expect(silenced('```\n<!-- agent-spawn-ignore one -->\n```')).toEqual([])
  expect(silenced('write `<!-- agent-spawn-ignore one -->` for it')).toEqual([])
  expect(silenced('<!-- agent-spawn-ignored one --> <!-- agent-spawn-ignore-files one -->')).toEqual([])
})

test('YAML has comments behind #, and none in its texts', () => {
  const text =
    'a: 1 # agent-spawn-ignore one\n# agent-spawn-ignore two\nb: "# agent-spawn-ignore no"\nc: |\n  # agent-spawn-ignore no\n'
  expect(silenced(text, 'hash')).toEqual(['one 1-1', 'two 3-3'])
  expect(silenced('---\nid: 1 # agent-spawn-ignore one\n---\n# agent-spawn-ignore no\n')).toEqual(['one 2-2'])
  expect(silenced('{"a": "<!-- agent-spawn-ignore no -->"}', 'none')).toEqual([])
})

test('the formats do not see the comments, and every place stays', () => {
  const text = '\u00a0é <!-- agent-spawn-ignore one -->\r\n<!-- agent-spawn-ignore two --> b'
  const {document} = readSuppressions({file: FILE, text}, 'html')
  expect(document.text).toBe(`\u00a0é ${' '.repeat(31)}\r\n${' '.repeat(31)} b`)
})

const PLAN = `<!-- agent-spawn-ignore-file title-drift -->
**Total Effort:** 4 hours <!-- agent-spawn-ignore total-wrong: the rest is done -->
GROUP A: T1, T2 (3 tasks)

<!-- agent-spawn-ignore effort-drift -->
\`\`\`
All
├── T1: Keel (9 hours)
└── T2: Wrong name (9 hours)
\`\`\`

### T1: Keel (2 hours) <!-- agent-spawn-ignore task-without-gate -->

### T2: Mast (2 hours)
**Verify:** \`test -d mast\`
`

test('what is silenced is not told, the rest is', () => {
  expect(told(PLAN)).toEqual(['2 unused-suppression', '3 group-count'])
  expect(told(PLAN.replace('4 hours <', '5 hours <'))).toEqual(['3 group-count'])
})

test('a title is read without the comment behind it', () => {
  const draft = readPlan([{file: FILE, text: PLAN}])
  expect(draft.ok && draft.value.tasks[0]?.titles.map(({value}) => value)).toEqual(['Keel'])
})

const KEEL = '### T1: Keel\n**Verify:** `test -d keel`\n'

test('a comment of no use is told, and taken away', () => {
  const text = `<!-- agent-spawn-ignore total-wrong -->\nBoats. <!-- agent-spawn-ignore group-count title-drift: no -->\n\n${KEEL}`
  const found = compiled({file: FILE, text})
  expect(found.map(({location: {line}, message}) => `${line} ${message}`)).toEqual([
    '1 there is no total-wrong here to be silenced',
    '2 there is no group-count here to be silenced',
    '2 there is no title-drift here to be silenced',
  ])
  const fixed = (text: string): string =>
    applyFixes(
      text,
      compiled({file: FILE, text}).flatMap(({fix}) => fix ?? []),
    ).text
  expect(fixed(text)).toBe(`Boats. <!-- agent-spawn-ignore title-drift: no -->\n\n${KEEL}`)
  expect(fixed(fixed(text))).toBe(`Boats.\n\n${KEEL}`)
})

test('a comment that names no rule, or none that there is, is told', () => {
  const text = `<!-- agent-spawn-ignore -->\n<!-- agent-spawn-ignore totl-wrong -->\n<!-- agent-spawn-ignore xyz -->\n${KEEL}`
  expect(compiled({file: FILE, text}).map(({message, fix}) => [message, fix?.description])).toEqual([
    ['this comment names no rule, so it silences nothing', 'take it away'],
    [
      'there is no rule "totl-wrong" (did you mean "total-wrong"?); `agent-spawn rules` lists all',
      'write "total-wrong"',
    ],
    ['there is no rule "xyz"; `agent-spawn rules` lists all', undefined],
  ])
})

test('an error for which something was left out cannot be silenced', () => {
  const text = KEEL.replace(
    '**Verify',
    '**Dependencies:** T9 <!-- agent-spawn-ignore unknown-dependency -->\n**Verify',
  )
  expect(compiled({file: FILE, text}).map(({location: {line}, message}) => `${line} ${message}`)).toEqual([
    '2 T1 depends on T9, which is not a task of this plan (did you mean "T1"?)',
    '2 unknown-dependency cannot be silenced: because of it something is left out, so what would run is not what the plan says',
  ])
})

test('a comment for a rule that is off here may have its use elsewhere', () => {
  const text = `<!-- agent-spawn-ignore total-wrong -->\n${KEEL}`
  expect(told(text, {'total-wrong': 'off'})).toEqual([])
  expect(told(text, {'unused-suppression': 'off'})).toEqual([])
})
