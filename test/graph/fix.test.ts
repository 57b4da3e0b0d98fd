import fc from 'fast-check'
import {expect, test} from 'vitest'
import {compile} from '../../src/graph/compile.ts'
import type {Diagnostic, Fix} from '../../src/graph/diagnostic.ts'
import {applyFixes} from '../../src/graph/fix.ts'
import type {Graph} from '../../src/graph/task.ts'
import {repairText} from '../../src/plan/encoding.ts'
import {readPlan} from '../../src/plan/read.ts'

const FILE = 'plan.md'

const replace = (line: number, [column, endColumn]: readonly [number, number], newText: string): Fix => ({
  description: 'replace',
  edits: [{span: {file: FILE, line, column, endLine: line, endColumn}, newText}],
})

test('everything between the edits stays, byte for byte', () => {
  const text = '\uFEFFone  two\r\nthree\rfour\nfive'
  expect(
    applyFixes(text, [replace(4, [1, 5], 'V'), replace(1, [1, 4], 'I'), replace(3, [5, 5], '!')]),
  ).toEqual({
    text: '\uFEFFI  two\r\nthree\rfour!\nV',
    count: 3,
  })
})

test('an edit may take whole lines, up to the end of the document', () => {
  const lines = (line: number, endLine: number): Fix => ({
    description: 'remove',
    edits: [{span: {file: FILE, line, column: 1, endLine, endColumn: 1}, newText: ''}],
  })
  expect(applyFixes('a\nb\nc', [lines(2, 3)]).text).toBe('a\nc')
  expect(applyFixes('a\nb\nc', [lines(3, 4)]).text).toBe('a\nb\n')
})

test('of two fixes for the same words the one that begins first is applied, then the longer one', () => {
  expect(applyFixes('abcdef', [replace(1, [3, 5], 'x'), replace(1, [2, 4], 'y')])).toEqual({
    text: 'aydef',
    count: 1,
  })
  expect(applyFixes('abcdef', [replace(1, [2, 3], 'x'), replace(1, [2, 6], 'y')])).toEqual({
    text: 'ayf',
    count: 1,
  })
})

test('a fix of several edits is applied as a whole, or not at all', () => {
  const both: Fix = {
    description: 'both',
    edits: [...replace(1, [3, 4], 'x').edits, ...replace(1, [6, 7], 'y').edits],
  }
  expect(applyFixes('abcdefg', [both, replace(1, [2, 4], '-')])).toEqual({text: 'a-defg', count: 1})
  expect(applyFixes('abcdefg', [both])).toEqual({text: 'abxdeyg', count: 1})
})

interface Compiled {
  readonly graph: Graph
  readonly diagnostics: readonly Diagnostic[]
}

const compiled = (text: string): Compiled => {
  const draft = readPlan([{file: FILE, text}])
  if (!draft.ok) throw new Error(JSON.stringify(draft.error))
  return compile(draft.value, {texts: {[FILE]: repairText(text).text}})
}

const safeFixes = ({diagnostics}: Compiled): readonly Fix[] =>
  diagnostics.flatMap(({fix}) => (fix === undefined || fix.isGuess ? [] : [fix]))

/** As `check --fix` does it. */
const mended = (text: string): string => {
  let result = text
  for (let fixes = safeFixes(compiled(result)); fixes.length > 0; fixes = safeFixes(compiled(result)))
    result = applyFixes(result, fixes).text
  return result
}

const MENDABLE = [
  'group-count',
  'effort-drift',
  'total-wrong',
  'task-count-wrong',
  'unused-suppression',
  'mojibake',
]

const rulesOf = ({diagnostics}: Compiled): readonly string[] => diagnostics.map(({rule}) => rule)

/** All that a run depends on. */
const meaning = ({graph}: Compiled): unknown =>
  graph.tasks.map(({id, title, priority, effortHours, dependencies, outputs, gates, group}) => ({
    ...{id, title, priority, effortHours, dependencies, group},
    outputs: outputs.map(({path}) => path),
    commands: gates.flatMap(({steps}) => steps.map(({command}) => command)),
  }))

const hours = fc.integer({min: 1, max: 40})

/** A plan of three tasks that says everything twice, often wrongly, in any line ends. */
const plans = fc
  .record({
    efforts: fc.tuple(hours, hours, hours),
    copies: fc.tuple(hours, hours, hours),
    total: hours,
    count: fc.integer({min: 0, max: 9}),
    members: fc.integer({min: 0, max: 9}),
    comments: fc.array(
      fc.constantFrom('title-drift', 'total-wrong', 'group-count', 'mojibake', 'effort-drift'),
      {maxLength: 3},
    ),
    dash: fc.constantFrom('—', 'â€”', '-'),
    lineEnd: fc.constantFrom('\n', '\r\n', '\r'),
    mark: fc.constantFrom('', '\uFEFF'),
  })
  .map(({efforts, copies, total, count, members, comments, dash, lineEnd, mark}) => {
    const ignored = comments.length === 0 ? '' : ` <!-- agent-spawn-ignore ${comments.join(' ')}: because -->`
    const lines = [
      `# Boats ${dash} all of them`,
      `**Total Effort:** ${total} hours${ignored}`,
      `**Total Tasks:** ${count}`,
      ignored,
      `GROUP A: T1, T2, T3 (${members} tasks)`,
      '',
      '```',
      'All tasks',
      ...copies.map(
        (copy, index) => `${index === 2 ? '└' : '├'}── T${index + 1}: Boat ${index + 1} (${copy} hours)`,
      ),
      '```',
      ...efforts.flatMap((effort, index) => [
        '',
        `### T${index + 1}: Boat ${index + 1}  `,
        `**Effort:** ${effort} hours`,
        `**Verify:** \`test -d boat-${index + 1}\``,
      ]),
      '',
    ]
    return mark + lines.join(lineEnd)
  })

test('after mending the faults are gone, the graph is the same, and nothing is left to mend', () => {
  fc.assert(
    fc.property(plans, text => {
      const before = compiled(text)
      const result = mended(text)
      const after = compiled(result)
      expect(rulesOf(after).filter(rule => MENDABLE.includes(rule))).toEqual([])
      expect(meaning(after)).toEqual(meaning(before))
      expect(mended(result)).toBe(result)
    }),
    {numRuns: 200},
  )
})

test('mending changes no line without a fault, and no line end', () => {
  fc.assert(
    fc.property(plans, text => {
      const {diagnostics} = compiled(text)
      const faulty = new Set(diagnostics.flatMap(({fix}) => fix?.edits.map(({span}) => span.line) ?? []))
      const isComment = (line: string): boolean => line.trimStart().startsWith('<!--')
      const kept = (all: string): readonly string[] =>
        all.split(/(?<=\r\n|\n|\r(?!\n))/).filter((line, index) => !faulty.has(index + 1) && !isComment(line))
      const withoutFaults = kept(text)
      const after = mended(text).split(/(?<=\r\n|\n|\r(?!\n))/)
      expect(withoutFaults.filter(line => !after.includes(line))).toEqual([])
    }),
    {numRuns: 200},
  )
})

test('what people write is changed as they wrote it', () => {
  const plan = (total: string, count: string): string =>
    `GROUP A: T1 (${count})\n\n**Total Effort:** ${total}\n\n### T1: Lay the keel (2 hours)\n**Verify:** \`test -d keel\`\n`
  expect(mended(plan('~4h', '2 tasks'))).toBe(plan('~2h', '1 task'))
  expect(mended(plan('40 hours (5 days)', '1 task'))).toBe(plan('40 hours (5 days)', '1 task'))
})

test('what errors leave out is not counted: numbers are a guess then', () => {
  const text =
    '**Total Tasks:** 3\n\n### T1: Lay the keel\n**Dependencies:** T9\n**Verify:** `test -d keel`\n'
  const fixes = compiled(text).diagnostics.map(({rule, fix}) => [rule, fix?.isGuess])
  expect(fixes).toEqual([
    ['task-count-wrong', true],
    ['unknown-dependency', true],
  ])
  expect(mended(text)).toBe(text)
})
