// Documents put together at random from the pieces that plans are made of: headings, boxes, fields, tables, fences, drawings, front
// matter, JSON and YAML, well-formed and cut off.

import fc from 'fast-check'

/** A piece may be many lines. */
type Piece = fc.Arbitrary<string>

const oneOf = (...texts: readonly string[]): Piece => fc.constantFrom(...texts)

/** The parts one behind the other. */
const text = (...parts: readonly (string | Piece)[]): Piece =>
  fc
    .tuple(...parts.map(part => (typeof part === 'string' ? fc.constant(part) : part)))
    .map(all => all.join(''))

const maybe = (piece: Piece): Piece => fc.oneof(fc.constant(''), piece)
const lines = (piece: Piece, maxLength: number): Piece =>
  fc.array(piece, {minLength: 1, maxLength}).map(all => all.join('\n'))

const NUMBERS = oneOf('1', '2', '3', '4', '5', '9')
const ID = fc.oneof(
  {weight: 6, arbitrary: text(oneOf('T', 'T-0', 'T00', '1.', '2.', 'TASK-', 'AUTH-', ''), NUMBERS)},
  {
    weight: 1,
    arbitrary: oneOf(
      '1.10',
      '02B',
      '0018',
      '#12',
      'owner/repo#3',
      'a-slug',
      '任务1',
      'US1',
      'R1.2',
      '[P1]',
      'T٣',
    ),
  },
)
const TITLE = oneOf(
  'Do it',
  'Write `src/a.ts` (new)',
  'Ship **it** ✅',
  '[x](y) & <b>z</b>',
  'Größe ändern',
  '写测试',
  'a \u202E\u0007b',
  '👩‍👩‍👧 é',
  '— — —',
  '| a | b |',
  '((((((',
  'x'.repeat(300),
  '',
)
const WORD = oneOf('and', 'or', ',', ';', '-', '–', 'to', 'through', '&', '+', '、', '→', '')
const PHRASE = fc.oneof(
  text(ID, oneOf(', ', ' and ', ' → ', ' - ', '、', '–', ' '), ID, maybe(text(' ', WORD, ' ', ID))),
  ID,
  oneOf(
    'none',
    'None (independent of T1–T4)',
    'all previous tasks',
    'all API tasks',
    'Phase 1',
    'all tasks in Group A',
    'Setup complete',
    'everything above except T2',
    'T1-T3 (x), all tasks',
    '(((T1',
    '任务1、任务2',
    'nach T1 bis T3',
    '—',
  ),
)
const EFFORT = oneOf(
  '6 hours',
  '2-3 days',
  '1.5h',
  '3 SP',
  'XL',
  '~30 min',
  '1 Tag',
  '2 小时',
  '-1 h',
  '1e9 weeks',
)
const STATUS = oneOf(
  'done',
  '✅ Done',
  'In Progress',
  'todo',
  'blocked',
  'pending',
  '已完成',
  'erledigt',
  '???',
)
const LABEL = oneOf(
  'Dependencies',
  'Depends on',
  'Blocks',
  'Blocked by',
  'Priority',
  'Estimated Effort',
  'Status',
  'Files to Create/Modify',
  'Files',
  'Outputs',
  'Inputs',
  'Validation',
  'Validation Steps',
  'Verify',
  'Task ID',
  'Agent',
  'Success Criteria',
  'Abhängigkeiten',
  'Dependencias',
  '依赖',
  '依存関係',
  'Nonsense',
)
const PATH = oneOf(
  '`src/a.ts`',
  'src/b/',
  'docs/**/*.md',
  'a.ts:10-20',
  '../x',
  'C:\\x',
  '/etc/passwd',
  'src/[slug].ts',
)
const VALUE = fc.oneof(PHRASE, EFFORT, STATUS, PATH, oneOf('High', 'P0', '', '`npm test`', 'see below'))
const INDENT = oneOf('', '', '', '  ', '    ', '\t', '> ', '          ')

const HEADING = text(
  INDENT,
  oneOf('#', '##', '###', '####', '######', '#######', '**'),
  ' ',
  oneOf('', 'Task ', 'Story ', 'Step ', 'Phase ', 'Epic ', 'Aufgabe ', '任务', 'Tarea '),
  maybe(ID),
  oneOf(': ', ' - ', '. ', ' — ', ' ', '：', ''),
  TITLE,
  maybe(text(' (', EFFORT, ')')),
  maybe(text(' [', STATUS, ']')),
  oneOf('', '', ' ##', '**'),
)
const PART = oneOf(
  '# Plan',
  '## Phase 1: Setup',
  '## Phase 2: User Story 1 - PR #2 (depends on Phase 1)',
  '## 1. Part [PENDING]',
  '## Tasks',
  '## Dependencies & Execution Order',
  '## Critical Path',
  '## Wave 2 (after Wave 1)',
  '## Validation Commands',
  '# Superpowers superpowers:executing-plans',
  'GROUP A (Day 1): T1, T2-T9 (4 tasks)',
  'Group B (parallel, max 3, after Group A): T1–T3',
  'Title\n=====',
  'Title\n---',
)
const BOX = text(
  INDENT,
  oneOf('-', '*', '+', '1.', '12)'),
  ' ',
  oneOf('[ ]', '[x]', '[X]', '[~]', '[-]', '[ ]*', '[', '[]', ''),
  ' ',
  oneOf('', '**', '~~', '`'),
  maybe(ID),
  oneOf(' ', '. ', ': ', ' [P] ', ' [P] [US1] ', ' - '),
  TITLE,
  oneOf('', '**', '~~', '`'),
  maybe(text(' (', oneOf('depends on ', 'blocked by ', 'after ', ''), PHRASE, ')')),
)
const FIELD = text(
  INDENT,
  oneOf('**', '- **', '_', '', '- ', '| **', '__'),
  LABEL,
  oneOf(':** ', '**: ', ': ', '：', ':', '_: ', '** | '),
  VALUE,
  maybe(text(oneOf(' | **', '; **', ', '), LABEL, ':** ', VALUE)),
)
const CELL = fc.oneof(ID, TITLE, PHRASE, STATUS, EFFORT, PATH)
const HEAD = oneOf(
  'ID',
  'Task',
  'Depends on',
  'Status',
  'Effort',
  'Files',
  '依赖',
  'Blocked by',
  '#',
  'Agent',
  'x',
)
const row = (cell: Piece): Piece =>
  fc.array(cell, {minLength: 1, maxLength: 5}).map(cells => `| ${cells.join(' | ')} |`)
const TABLE = text(
  row(HEAD),
  '\n',
  oneOf('|---|---|---|', '|:-:|-', '---|---', '| a |'),
  '\n',
  lines(row(CELL), 4),
)
const SENTENCE = text(
  ID,
  oneOf(' depends on ', ' blocks ', ' needs ', ' runs after ', ' → ', ' ──→ ', ' ← ', ' 依赖 '),
  PHRASE,
  oneOf('.', '', '; ', ' last.'),
)
const DRAWING = lines(
  oneOf(
    'T1 ──┬──→ T3',
    'T2 ──┘',
    '  ┌────┐',
    '  │ T1 │ --> T2',
    '  └────┘',
    '   ↓   v',
    '├── a/',
    '│   └── b.ts (modify)',
    '├── T4: Four (depends on T1)',
    'Layer 1: API',
    '1.1 ──┐',
    '1.2 ──┘── 2.1',
    '  └─> T2 ──> T3',
  ),
  5,
)
const CODE = fc.oneof(
  oneOf(
    '# T9: comment',
    'cat <<EOF',
    'echo "it\'s',
    'npm run dev &',
    'EOF',
    '( { if $(',
    'test -f src/a.ts && npm test \\',
  ),
  oneOf(
    '- [ ] T8 Not a task',
    '### T7: Not a task',
    '| T6 | x |',
    '"id": "T5",',
    '<task id="4">',
    'graph TD',
    'T1 --> T2',
  ),
)
const MERMAID = text(
  '```mermaid\n',
  oneOf('gantt', 'graph TD', 'flowchart LR', 'sequenceDiagram'),
  '\n',
  lines(
    oneOf(
      '  Title (T1) :done, t1, after t2, 3d',
      '  T1["T1: a"] -->|x| B & C((c',
      '  section One',
      '  T1-->T2-->T3',
      'subgraph a',
      'end',
    ),
    4,
  ),
  '\n```',
)

/** Closed, of another language, and without a marker or a comment inside. */
const OPAQUE = text('```', oneOf('ts', 'python', 'rust', 'html', 'sql', 'css'), '\n', lines(CODE, 4), '\n```')
const FENCE = text(
  oneOf('```', '~~~', '````', '> ```'),
  oneOf('', 'bash', 'text', 'json', 'markdown', 'diff', 'yaml'),
  '\n',
  lines(fc.oneof(CODE, DRAWING), 4),
  oneOf('\n```', '\n~~~', '\n````', '\n> ```', ''),
)
const ODD = fc.oneof(
  oneOf(
    '<!--',
    '-->',
    '<!-- agent-spawn-ignore cycle -->',
    '<!-- a --> ### T1: b',
    '---',
    '***',
    '```',
    '~~~',
    '\t',
    '',
    '',
    '\u2028',
    'â€” Ã© â†’ T1',
    '\uFFFD',
    '\0',
    '<task type="auto">\n<name>Task 1: A</name>\n<files>a/b.ts, c.ts\n<verify><automated>npm test</automated></verify>\n</task>',
    '<task type="checkpoint',
    '- #12 (blocked by #13): a',
    '    - _Depends: 1.1, 2.1-2.9_',
    '    - _Requirements: 1.1_',
    '- [ ] **Step 1: x**',
    '← CURRENT',
  ),
  fc.string({unit: 'binary', maxLength: 40}),
  fc
    .tuple(
      oneOf('*a_ ', '>', '`', '[', '](', '<', '#', '| ', '- ', '(', ' ', '─', 'T1,', '**', '~'),
      fc.nat(400),
    )
    .map(([unit, times]) => unit.repeat(times)),
)

const FRONT_MATTER = fc.oneof(
  oneOf(
    '---\nid: task-1\ntitle: One\nstatus: To Do\ndependencies: [task-2]\n---',
    '---\nphase: 01-a\nplan: 02\ndepends_on: ["01-01", {a: b}]\nfiles_modified:\n  - a.ts\n---',
    '---\ntitle: "a\n---',
    '---\na: *b\nc: &d e\n---',
  ),
)
const DATA = fc.oneof(
  fc
    .array(
      fc.record({
        id: fc.oneof(fc.nat(9), ID),
        title: TITLE,
        dependencies: fc.array(fc.oneof(fc.nat(9), ID), {maxLength: 3}),
      }),
      {
        maxLength: 4,
      },
    )
    .map(tasks => JSON.stringify({tasks}, null, 1)),
  fc
    .array(fc.record({id: ID, title: TITLE, issue_type: oneOf('task', 'epic'), status: STATUS}), {
      maxLength: 4,
    })
    .map(issues => issues.map(issue => JSON.stringify(issue)).join('\n')),
  lines(
    oneOf(
      'dispatcher: {phase: A, totalTasks: 2}',
      'taskGroups:',
      '  - groupId: A',
      '    tasks:',
      '      - taskId: T1',
      '        title: One',
      '        dependencies: [T2]',
      '        validation: [{type: command, command: "true"}]',
      '      - {taskId: T2, title: "x',
      'tasks: [{taskId: T3}]',
      'layers: &a',
      '  <<: *a',
      '- ? {',
      '"a": |',
      '\ttab',
    ),
    12,
  ),
)

const PLAIN = fc.oneof(
  {weight: 4, arbitrary: HEADING},
  {weight: 2, arbitrary: PART},
  {weight: 5, arbitrary: BOX},
  {weight: 5, arbitrary: FIELD},
  {weight: 2, arbitrary: TABLE},
  {weight: 2, arbitrary: SENTENCE},
  {weight: 1, arbitrary: DRAWING},
  {weight: 1, arbitrary: fc.constant('')},
)
const ANY = fc.oneof(
  {weight: 12, arbitrary: PLAIN},
  {weight: 2, arbitrary: FENCE},
  {weight: 1, arbitrary: OPAQUE},
  {weight: 1, arbitrary: MERMAID},
  {weight: 2, arbitrary: ODD},
  {weight: 1, arbitrary: DATA},
)

/** Documents that somebody may have meant. */
const lists = fc
  .array(fc.oneof({weight: 1, arbitrary: PART}, {weight: 6, arbitrary: BOX}, {weight: 2, arbitrary: FIELD}), {
    maxLength: 20,
  })
  .map(pieces => ['# Tasks', ...pieces])
const breakdowns = fc
  .array(text('### ', ID, ': ', TITLE, '\n', lines(FIELD, 4), '\n', maybe(fc.oneof(FENCE, TABLE, BOX))), {
    maxLength: 8,
  })
  .map(pieces => ['# Plan', ...pieces])

const LINE_END = oneOf('\n', '\n', '\n', '\r\n', '\r')

export const documents: Piece = fc
  .record({
    front: fc.oneof(
      {weight: 6, arbitrary: fc.constant('')},
      {weight: 1, arbitrary: fc.oneof(FRONT_MATTER, DATA)},
    ),
    pieces: fc.oneof(
      {weight: 1, arbitrary: fc.array(ANY, {maxLength: 20})},
      {weight: 1, arbitrary: fc.array(PLAIN, {maxLength: 20})},
      {weight: 1, arbitrary: lists},
      {weight: 1, arbitrary: breakdowns},
    ),
    lineEnd: LINE_END,
    mark: oneOf('', '', '', '\uFEFF'),
  })
  .map(({front, pieces, lineEnd, mark}) => {
    const whole = (front === '' ? pieces : [front, ...pieces]).join('\n')
    return mark + (lineEnd === '\n' ? whole : whole.replaceAll('\n', lineEnd))
  })

export interface Fenced {
  readonly text: string
  /** Lines, counted from 1, of the content of fences in other languages. */
  readonly opaque: ReadonlySet<number>
}

/** Nothing but well-formed prose and fences of other languages. */
export const fencedDocuments: fc.Arbitrary<Fenced> = fc
  .array(
    fc.oneof(
      {weight: 3, arbitrary: PLAIN.map(piece => ({piece, isOpaque: false}))},
      {weight: 1, arbitrary: OPAQUE.map(piece => ({piece, isOpaque: true}))},
    ),
    {
      maxLength: 14,
    },
  )
  .map(blocks => {
    const all: string[] = []
    const opaque = new Set<number>()
    for (const {piece, isOpaque} of blocks) {
      const own = piece.split('\n')
      if (isOpaque) for (let line = 2; line < own.length; line++) opaque.add(all.length + line)
      all.push(...own)
    }
    return {text: all.join('\n'), opaque}
  })
