import {expect, test} from 'vitest'
import {expandPattern} from '../../src/report/task-report.ts'

const VALUES = {task: 'T4', run: 'r1', date: '20260309'}

test('S003-11: the output pattern names a file for each task', () => {
  expect(expandPattern('docs/09-reports/{task}_execution_log.md', VALUES)).toEqual({
    ok: true,
    value: 'docs/09-reports/T4_execution_log.md',
  })
  expect(expandPattern('{run}/{date}/{task}.md', VALUES)).toEqual({ok: true, value: 'r1/20260309/T4.md'})
})

test('an unknown placeholder is an error that lists the known ones', () => {
  expect(expandPattern('docs/{tasks}.md', VALUES)).toEqual({
    ok: false,
    error:
      'The output pattern "docs/{tasks}.md" has the placeholder {tasks}; known are {task}, {run}, {date}.',
  })
})

test.each([
  ['../{task}.md', 'leaves the repository'],
  ['docs/..\\{task}.md', 'leaves the repository'],
  ['/tmp/{task}.md', 'is an absolute path'],
  ['C:{task}.md', 'is an absolute path'],
  ['docs/', 'names no file'],
  ['', 'names no file'],
  ['docs\\{task}.md', 'has a backslash or a control character'],
])('the output pattern %j is refused: it %s', (pattern, problem) => {
  expect(expandPattern(pattern, VALUES)).toEqual({
    ok: false,
    error: `The output pattern ${JSON.stringify(pattern)} ${problem}; expected a file inside the repository, e.g. docs/09-reports/{task}_execution_log.md.`,
  })
})
