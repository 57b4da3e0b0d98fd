// Long documents of about any size: plain plans of each format, the attack strings that slow Markdown parsers down, and documents made to
// find what is quadratic here. For the benchmark and the slow tests.

/** Makes about so many characters. */
export type LongDocument = (size: number) => string

const HEAD = '#### T1: One\n\n'
const FENCE = '```'

const lines = (count: number, line: (index: number) => string): string =>
  Array.from({length: Math.floor(count)}, (_, index) => line(index)).join('\n')
const field = (name: string, body: string): string => `${HEAD}**${name}:**\n${body}\n`
const shell = (body: string): string => field('Validation', `${FENCE}bash\n${body}\n${FENCE}`)
const tree = (body: string): string => `${HEAD}# End\n${FENCE}\n${body}\n${FENCE}\n`

/** As people write them. */
export const PLAIN_PLANS: {readonly [name: string]: LongDocument} = {
  atomic: size =>
    lines(
      size / 400,
      index =>
        `#### T${index}: A\n\n**Priority:** High\n\n**Dependencies:** T${index - 1}\n${'Some words.\n'.repeat(28)}`,
    ),
  'atomic in a table': size =>
    `| ID | Task | Depends on |\n|---|---|---|\n${lines(size / 30, index => `| T${index} | do it | T${index - 1} |`)}`,
  'atomic boxes': size =>
    lines(size / 60, index => `- [ ] **T${index}. Do it**\n  - **Dependencies:** T${index - 1}`),
  'spec-kit': size =>
    `# Tasks: A\n\n## Phase 1: Setup\n\n${lines(size / 50, index => `- [ ] T${1000 + index} [P] Write src/a${index}.ts (depends on T${999 + index})`)}`,
  kiro: size =>
    `# Implementation Plan\n\n${lines(size / 70, index => `- [ ] ${index + 1}. Do\n  - [ ] ${index + 1}.1 Write a part\n    - _Requirements: 1.1_`)}`,
  openspec: size =>
    lines(
      size / 80,
      index => `## ${index + 1}. Part\n- [ ] ${index + 1}.1 Write it\n- [ ] ${index + 1}.2 Test it\n`,
    ),
  superpowers: size =>
    `> superpowers:executing-plans\n\n${lines(size / 110, index => `### Task ${index + 1}: Do\n\n**Files:**\n- Create: \`src/a${index}.ts\`\n\n- [ ] **Step 1: Write it**\n`)}`,
  gsd: size =>
    `---\nphase: 01-a\nplan: 01\n---\n${lines(size / 130, index => `<task type="auto">\n<name>Task ${index + 1}: A</name>\n<files>src/a${index}.ts</files>\n<action>Write it.</action>\n<done>ok</done>\n</task>`)}`,
  bmad: size =>
    lines(
      size / 90,
      index =>
        `### Story ${index + 1}.1: Do\n\nAs a user, I want it.\n\n**Prerequisites:** Story ${index}.1\n`,
    ),
  ralphex: size =>
    `## Validation Commands\n- \`npm test\`\n\n${lines(size / 60, index => `### Task ${index + 1}: Do\n- [ ] Write it\n- [x] Test it\n`)}`,
  opencode: size =>
    `- [ ] 1.1 First ← CURRENT\n${lines(size / 30, index => `- [ ] 1.${index + 2} Write a part`)}`,
  'task-master': size =>
    `{"tasks": [${lines(size / 90, index => `{"id": ${index + 1}, "title": "Do", "status": "pending", "dependencies": [${index}]},`)}\n{"id": 0, "title": "Last", "dependencies": []}]}`,
  beads: size =>
    lines(
      size / 90,
      index => `{"id": "a-${index}", "title": "Do", "status": "open", "issue_type": "task", "priority": 1}`,
    ),
  yaml: size =>
    `tasks:\n${lines(size / 60, index => `  - taskId: T${index}\n    title: Do\n    dependencies: [${index > 0 ? `T${index - 1}` : ''}]`)}`,
  issues: size => lines(size / 30, index => `- #${index} (blocked by #${index + 1}): do`),
  gantt: size =>
    `${FENCE}mermaid\ngantt\n${lines(size / 35, index => `A (T${index}) :t${index}, after t${index - 1}, 3d`)}\n${FENCE}`,
}

/** What Markdown parsers are slow at; inside a plan, and again inside a field of it. */
export const ATTACKS: {readonly [name: string]: LongDocument} = Object.fromEntries(
  Object.entries({
    emphasis: (size: number) => '*a_ '.repeat(size / 4),
    'nested lists': (size: number) => lines(Math.sqrt(size), index => `${' '.repeat(index * 2)}- a`),
    'nested quotes': (size: number) => `${'>'.repeat(size)} a`,
    backticks: (size: number) => lines(Math.sqrt(size * 2), index => `a ${'`'.repeat(index)}`),
    links: (size: number) => '[a]('.repeat(size / 4),
    brackets: (size: number) => '['.repeat(size),
    tables: (size: number) => `${'|'.repeat(size / 2)}\n${'|-'.repeat(size / 4)}`,
    html: (size: number) => '<a<!--'.repeat(size / 6),
    'deep headings': (size: number) =>
      lines(size / 10, index => `${'#'.repeat(1 + (index % 6))} T${index}: a`),
    references: (size: number) => lines(size / 14, index => `[a${index}]: b${index}`),
  } satisfies {[name: string]: LongDocument}).flatMap(([name, attack]) => [
    [name, (size: number) => `${HEAD}${attack(size)}\n`],
    [`${name} in a field`, (size: number) => field('Dependencies', `- ${attack(size)}`)],
  ]),
)

export const ODDITIES: {readonly [name: string]: LongDocument} = {
  fields: size => HEAD + '**a:** '.repeat(size / 7),
  stars: size => HEAD + '*'.repeat(size),
  'brackets of a heading': size => `#### T1: a ${'(6 hours)'.repeat(size / 9)}`,
  'closing brackets': size => `#### T1: a ${')'.repeat(size)}`,
  spaces: size => `${HEAD}GROUP A${' '.repeat(size)}x`,
  'spaces of a title': size => `### Task 1: a${' '.repeat(size)}b`,
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
  'brackets of a shell': size => shell(lines(size / 10, () => '( { if $(')),
  'nested boxes': size => lines(size / 40, index => `${' '.repeat(index % 40)}- [ ] T${index}: do it`),
  sentences: size => `${HEAD}# Dependencies\n${lines(size / 20, () => 'T1 depends on T1.')}`,
  drawing: size => `${HEAD}# Dependencies\n${FENCE}\n${lines(size / 10, () => 'T1 ──→ T2')}\n${FENCE}`,
  comments: size => HEAD + '<!-- a\n'.repeat(size / 7),
  'ids of one kind': size => `${HEAD}**Dependencies:** ${'1.1.1.1.1 '.repeat(size / 10)}`,
}
