import {expect, test} from 'vitest'
import {fenceLines, readSheet} from '../../src/plan/sheet.ts'

const sheet = (...lines: string[]) => readSheet({file: 'plan.md', text: lines.join('\n')})
const headings = (...lines: string[]): string[] => sheet(...lines).sections.map(({heading}) => heading)

test('a heading has a level, a text, and reaches to the next of its level or above', () => {
  expect(sheet('# One', 'text', '### Two ###', '## Three', '# Four').sections).toEqual([
    {level: 1, heading: 'One', row: 0, column: 2, body: 1, next: 2, end: 4},
    {level: 3, heading: 'Two', row: 2, column: 4, body: 3, next: 3, end: 3},
    {level: 2, heading: 'Three', row: 3, column: 3, body: 4, next: 4, end: 4},
    {level: 1, heading: 'Four', row: 4, column: 2, body: 5, next: 5, end: 5},
  ])
})

test('a heading may be underlined; a list, a field or a paragraph above a rule is none', () => {
  expect(
    headings('Title', '=====', '', 'Part', '---', '', '- point', '---', '', '**Priority:** High', '---'),
  ).toEqual(['Title', 'Part'])
  expect(headings('two', 'lines', '---')).toEqual([])
})

test('"#" marks a heading only with a space, and up to three columns from the edge', () => {
  expect(headings('#no', '####### no', '    # no', '   # yes', '#\tyes', '# C#', '#')).toEqual([
    'yes',
    'yes',
    'C#',
    '',
  ])
})

test.each([
  ['backticks', ['```', '# in', '```', '# out']],
  ['tildes around backticks', ['~~~', '```', '# in', '~~~', '# out']],
  ['a longer fence around shorter ones', ['````md', '```', '# in', '```', '# in', '````', '# out']],
  ['a longer closing marker', ['```', '# in', '`````', '# out']],
  ['indented', ['   ```', '# in', '      ```', '# out']],
  ['in a list', ['- ```sh', '  # in', '  ```', '# out']],
  ['in a quote that ends', ['> ```', '> # in', '# out']],
  ['an HTML comment', ['<!-- a', '# in', '-->', '# out']],
  ['front matter', ['---', 'title: x', '# in', '---', '# out']],
  ['tabs and carriage returns', ['\t```\r', '# in\r', '\t```\r', '# out\r']],
])('what is in a fence is opaque: %s', (_, lines) => expect(headings(...lines)).toEqual(['out']))

test('inline code of three backticks opens no fence, and a rule at the top no front matter', () => {
  expect(headings('```a``` b', '# out')).toEqual(['out'])
  expect(headings('---', '# out', '---')).toEqual(['out'])
})

test('an unclosed fence reaches to the end', () => {
  const {fences, sections} = sheet('# out', '```bash', '# in')
  expect(sections).toHaveLength(1)
  expect(fences).toEqual([{language: 'bash', row: 1, from: 2, to: 3, column: 0, closed: false}])
})

test('the language is the first word, without decoration', () => {
  const languages = ['```TypeScript title="a"', '```{.python}', '```js{1,3}', '``` sh', '```'].map(
    line => sheet(line, '```').fences[0]?.language,
  )
  expect(languages).toEqual(['typescript', 'python', 'js', 'sh', ''])
})

test('the content of a fence is cut by its own indentation, never by more', () => {
  const indented = sheet('- ```', '  a', '    b', ' c', '', '  ```')
  expect(indented.fences.map(fence => fenceLines(indented, fence))).toEqual([['a', '  b', 'c', '']])
})

test('opaque lines are blanked, all others stay where they are', () => {
  expect(sheet('a', '```', 'b', '```', '<!-- c -->', 'd').prose).toEqual(['a', '', '', '', '', 'd'])
})
