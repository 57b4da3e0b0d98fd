// Run by hand, `node test/plan/doubling.ts`: times the reading of documents made to be slow, at three sizes that double. A factor
// far over 2 means that something is quadratic. No test, because a busy machine would fail it.

import {readPlan} from '../../src/plan/read.ts'

const HEAD = '#### T1: One\n\n'
const FENCE = '```'
const lines = (count: number, line: (index: number) => string): string =>
  Array.from({length: Math.floor(count)}, (_, index) => line(index)).join('\n')
const field = (name: string, body: string): string => `${HEAD}**${name}:**\n${body}\n`
const shell = (body: string): string => field('Validation', `${FENCE}bash\n${body}\n${FENCE}`)
const tree = (body: string): string => `${HEAD}# End\n${FENCE}\n${body}\n${FENCE}\n`

/** Each makes about so many characters. */
const DOCUMENTS: {readonly [name: string]: (size: number) => string} = {
  tasks: size =>
    lines(
      size / 400,
      index =>
        `#### T${index}: A\n\n**Priority:** High\n\n**Dependencies:** T${index - 1}\n${'text\n'.repeat(60)}`,
    ),
  'nested headings': size => lines(size / 10, index => `${'#'.repeat(1 + (index % 6))} T${index}: a`),
  fields: size => HEAD + '**a:** '.repeat(size / 7),
  stars: size => HEAD + '*'.repeat(size),
  brackets: size => `#### T1: a ${'(6 hours)'.repeat(size / 9)}`,
  'closing brackets': size => `#### T1: a ${')'.repeat(size)}`,
  spaces: size => `${HEAD}GROUP A${' '.repeat(size)}x`,
  points: size =>
    field(
      'Dependencies',
      lines(size / 5, () => '- T1'),
    ),
  ranges: size => `${HEAD}**Dependencies:** ${'T1-T9, '.repeat(size / 7)}`,
  paragraph: size =>
    field(
      'Inputs',
      lines(size / 10, () => 'word word'),
    ),
  files: size => field('Files', `${FENCE}\n${lines(size / 12, index => `├── ${index}.ts`)}\n${FENCE}`),
  texts: size =>
    field(
      'Files',
      lines(size / 60, index => `- ${index}.ts`),
    ) + lines(size / 60, index => `**${index}.ts:**\n${FENCE}\n${FENCE}`),
  fences: size => HEAD + `${FENCE}\n`.repeat(size / 4),
  groups: size => `${HEAD}# End\n${lines(size / 17, () => 'GROUP A: T1-T999')}`,
  layers: size => tree(lines(size / 40, index => `Layer ${index}\n├── T1: a (depends on Phase ${index})`)),
  chain: size => `${HEAD}# Critical Path\n${'T1 → '.repeat(size / 5)}`,
  commands: size => shell(lines(size / 19, () => 'true # should fail')),
  quotes: size => shell(`echo "${'\\a'.repeat(size / 2)}"`),
  'here-documents': size => shell(lines(size / 8, () => 'cat <<A')),
  table: size =>
    `| ID | Task | Depends on |\n|---|---|---|\n${lines(size / 30, index => `| T${index} | do it | T${index - 1} |`)}`,
  'bars of a table': size => `${'|'.repeat(size / 2)}\n${'|-'.repeat(size / 4)}`,
  boxes: size => lines(size / 60, index => `- [ ] **T${index}. Do it**\n  - **Dependencies:** T${index - 1}`),
  'nested boxes': size => lines(size / 40, index => `${' '.repeat(index % 40)}- [ ] T${index}: do it`),
  numbers: size =>
    `## Tasks\n${lines(size / 40, index => `### ${index}. Do\n- **Depends on:** ${index - 1}`)}`,
  issues: size => lines(size / 30, index => `- #${index} (blocked by #${index + 1}): do`),
  chart: size =>
    `${FENCE}mermaid\ngantt\n${lines(size / 30, index => `A (T${index}) :t${index}, after t${index - 1}, 3d`)}`,
  sentences: size => `${HEAD}# Dependencies\n${lines(size / 20, index => `T${index} depends on T1.`)}`,
  drawing: size => `${HEAD}# Dependencies\n${FENCE}\n${lines(size / 10, () => 'T1 ──→ T2')}\n${FENCE}`,
  brackets_in_shell: size => shell(lines(size / 10, () => '( { if $(')),
}

const time = (text: string): number => {
  const start = performance.now()
  readPlan([{file: 'plan.md', text}])
  return performance.now() - start
}

for (const [name, document] of Object.entries(DOCUMENTS)) {
  const times = [250_000, 500_000, 1_000_000].map(size => time(document(size)))
  console.log(name.padEnd(20), times.map(ms => `${ms.toFixed(0)} ms`.padStart(9)).join(''))
}
