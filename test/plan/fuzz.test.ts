// Documents put together at random from pieces of Markdown: whatever they are, reading them ends and makes no task out of code.

import fc from 'fast-check'
import {expect, test} from 'vitest'
import {compile} from '../../src/graph/compile.ts'
import {readPlan} from '../../src/plan/read.ts'
import {expectVerbatim, markedLines} from './verbatim.ts'

const PIECES = [
  '#### T1: Title (6 hours)',
  '### T2 - Other',
  '## Critical Path',
  '**Task ID:** T1',
  '**Dependencies:** T1-T3 (x), all tasks',
  '**Dependencies:**',
  '- T1 (schema)',
  '  - `src/a.ts` (stub)',
  '**Files to Create/Modify:**',
  '**src/a.ts:**',
  '├── a/',
  '│   └── b.ts (modify)',
  '├── T4: Four (depends on T1)',
  'GROUP A (Day 1): T1, T2-T9 (4 tasks)',
  'T1 → T2',
  '**Validation Steps:**',
  '# comment',
  'cat <<EOF',
  'echo "',
  "it's",
  'npm run dev &',
  '```bash',
  '```',
  '~~~',
  '````',
  '> ```',
  '<!--',
  '-->',
  '---',
  '===',
  '| a | b |',
  '| ID | Task | Depends on | Status |',
  '|---|:-:|---|---|',
  '| T1 | `a|b` \\| c | T2, T3-T9 | ✅ Done |',
  '| **id** | `a-slug` |',
  '| Agent | Status | Dependencies |',
  '| ApiAgent | WAITING | DB + Registry (done) |',
  '- [ ] **T3. Title** (2h) [DONE]',
  '  - **Depends on:** T1; **Blocks:** T2',
  '1. **T4** — do. **Depends on:** T1.',
  '### 1.1 Title',
  '## Wave 2 (after Wave 1)',
  '## Tasks',
  '## Dependencies',
  '任务1：标题',
  '### 任务2：标题',
  '- 依赖：任务1、任务2',
  'T1, T2 ──┬──→ T3',
  '  ┌──┐',
  '  │T1│ --> T2',
  '  └──┘ v',
  '  → T2 (3h)',
  'T1 blocks T2, T3; T4 runs last.',
  '```mermaid',
  'gantt',
  '  Title (T1) :done, t1, after t2, 3d',
  'graph TD',
  '  T1["T1: a"] -->|x| B & C((c',
  '- #12 (blocked by #13): a',
  '[x](y',
  '\uFFFD\u202E\u0000',
  '\t',
  '',
]
const line = fc.oneof(
  {weight: 6, arbitrary: fc.constantFrom(...PIECES)},
  {weight: 1, arbitrary: fc.string({unit: 'binary', maxLength: 40})},
)
const document = fc.array(line, {maxLength: 60}).map(lines => lines.join('\n'))

test.each(['atomic', 'tables'])(
  'S003-01: reading %s never throws, and every location is a place in the document',
  format => {
    fc.assert(
      fc.property(document, text => {
        const read = readPlan([{file: 'plan.md', text}], {format})
        if (!read.ok) return
        compile(read.value)
        const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/)
        const {tasks, mentions, groups} = read.value
        for (const {id} of [...tasks, ...mentions, ...groups]) {
          const {line, column} = id.location
          expect(lines[line - 1]?.slice(column - 1)).not.toBe('')
        }
        for (const task of tasks) expectVerbatim(task, lines, markedLines(read.value))
      }),
      {numRuns: 400},
    )
  },
)

test('S003-01: no task comes out of a fence', () => {
  const inside = fc.array(
    line.filter(text => !/[`~\0\r\n]/.test(text)),
    {maxLength: 20},
  )
  fc.assert(
    fc.property(fc.constantFrom('ts', 'markdown', 'bash', '', 'text'), inside, (language, lines) => {
      const text = ['## T99: The only task', `\`\`\`${language}`, ...lines, '```'].join('\n')
      const read = readPlan([{file: 'plan.md', text}], {format: 'atomic'})
      expect(read.ok && read.value.tasks.map(({id}) => id.value)).toEqual(['T99'])
    }),
    {numRuns: 200},
  )
})
