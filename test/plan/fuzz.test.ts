// Documents put together at random from pieces of Markdown: whatever they are, reading them ends and makes no task out of code.

import fc from 'fast-check'
import {expect, test} from 'vitest'
import {readPlan} from '../../src/plan/read.ts'

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

test('S003-01: reading never throws, and every location is a place in the document', () => {
  fc.assert(
    fc.property(document, text => {
      const read = readPlan([{file: 'plan.md', text}], {format: 'atomic'})
      if (!read.ok) return
      const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/)
      const {tasks, mentions, groups} = read.value
      for (const {id} of [...tasks, ...mentions, ...groups]) {
        const {line, column} = id.location
        expect(lines[line - 1]?.slice(column - 1)).not.toBe('')
      }
      for (const {instruction, source} of tasks) {
        expect(lines.slice(source.line - 1, source.endLine).join('\n')).toBe(instruction)
      }
    }),
    {numRuns: 400},
  )
})

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
