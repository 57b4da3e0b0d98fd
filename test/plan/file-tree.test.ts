import {expect, test} from 'vitest'
import {readFileTree} from '../../src/plan/file-tree.ts'
import {readSheet} from '../../src/plan/sheet.ts'

const tree = (...lines: string[]): string[] => {
  const sheet = readSheet({file: 'plan.md', text: ['```', ...lines, '```'].join('\n')})
  return sheet.fences
    .flatMap(fence => readFileTree(sheet, fence, 'create'))
    .map(({path, intent, note}) =>
      [path, ...(intent === 'create' ? [] : [intent]), ...(note ? [`(${note})`] : [])].join(' '),
    )
}

test('S003-02: drawn with branches under a root, notes kept, unchanged files left out', () => {
  expect(
    tree(
      'api/src/',
      '├── routes/',
      '│   ├── v1/',
      '│   │   └── index.ts (existing, no changes)',
      '│   └── v2/',
      '│       ├── index.ts',
      '│       └── batch.ts (stub)',
      '├── charts/ (to be filled)',
      '├── empty/',
      '├── gone.ts (removed)',
      '└── app.ts (modify to mount v2)',
    ),
  ).toEqual([
    'api/src/routes/v2/index.ts',
    'api/src/routes/v2/batch.ts (stub)',
    'api/src/charts/ (to be filled)',
    'api/src/empty/',
    'api/src/gone.ts delete (removed)',
    'api/src/app.ts modify (modify to mount v2)',
  ])
})

test('drawn with ASCII, without a root', () => {
  expect(
    tree('|-- src', '|   |-- a.ts', '|   `-- b.ts', '+-- docs/', '|   \\-- c.md', '\\-- Makefile'),
  ).toEqual(['src/a.ts', 'src/b.ts', 'docs/c.md', 'Makefile'])
})

test('indentation alone, bullets, and two roots', () => {
  expect(tree('web/', '  a.ts', '  sub/', '    b.ts', 'server/', '  c.ts')).toEqual([
    'web/a.ts',
    'web/sub/b.ts',
    'server/c.ts',
  ])
  expect(tree('- web/', '  - a.ts', '- b.ts')).toEqual(['web/a.ts', 'b.ts'])
  expect(tree('.', '├── a.ts', '└── b/')).toEqual(['a.ts', 'b/'])
})

test('remarks are cut off, what is no path is no output', () => {
  expect(
    tree(
      '├── a.ts   # the first',
      '├── b.ts // the second',
      '├── c.ts — new',
      '├── ...',
      '│',
      '# note',
      '├── three plain words',
    ),
  ).toEqual(['a.ts', 'b.ts', 'c.ts'])
})

test('names may hold what means something elsewhere', () => {
  expect(tree('app/', '├── (auth)/', '│   └── [id]/', '│       └── +page.svelte', '└── .env')).toEqual([
    'app/(auth)/[id]/+page.svelte',
    'app/.env',
  ])
})

test('a path that leaves the repository is kept as written: compile rejects it', () => {
  expect(tree('/etc/', '└── passwd', '../other/a.ts')).toEqual(['/etc/passwd', '../other/a.ts'])
})
