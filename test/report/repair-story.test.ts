import {expect, test} from 'vitest'
import {document} from '../../src/report/markdown.ts'
import {type RepairStory, repairSection} from '../../src/report/repair-story.ts'
import {graphOf} from '../run/graphs.ts'

const [other] = graphOf({T1: {}}).tasks.map(task => ({...task, instruction: 'Say `no` first.'}))
if (other === undefined) throw new Error('no task')

const STORY: RepairStory = {
  attempt: 2,
  commit: 'c'.repeat(40),
  from: 'f'.repeat(40),
  tip: 'a'.repeat(40),
  conflicts: [
    {path: 'docs/my notes.md', notes: ['CONFLICT (content): Merge conflict in docs/my notes.md']},
    {path: 'a*b', notes: []},
  ],
  others: [{task: other, commit: 'b'.repeat(40)}],
}

test('an agent that has to repair is told where the two sides meet, how to read them, and what the other was to do', () => {
  expect(document(repairSection(STORY))).toMatchInlineSnapshot(`
    "## First of all: repair a conflict

    The work of attempt 2 at this task was good (commit \`cccccccccccccccccccccccccccccccccccccccc\`), but others have merged theirs since, and the two conflict. The workspace is at the newest merged work, \`aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\`, with that attempt's work merged into it as far as git can: files that both changed in the same place have both versions between \`<<<<<<<\`, \`=======\` and \`>>>>>>>\`; one that cannot have such marks, as a link or a picture, is as one side has it.

    Bring the two together, so that what this task is for and what the others are for both hold. Leave no such mark behind, and let what does not conflict be. All outputs and gates below count as before.

    The conflicts:
    - \`docs/my notes.md\`: CONFLICT (content): Merge conflict in docs/my notes.md
    - \`a*b\`

    \`\`\`sh
    git diff ffffffffffffffffffffffffffffffffffffffff cccccccccccccccccccccccccccccccccccccccc   # what this task changed
    git diff ffffffffffffffffffffffffffffffffffffffff aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa   # what the others changed since
    git show cccccccccccccccccccccccccccccccccccccccc:PATH   # a file as this task had it
    git show aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa:PATH   # a file as the others have it
    \`\`\`

    ### T1: the T1 part (merged as \`bbbbbbb\`)

    \`\`\`markdown
    Say \`no\` first.
    \`\`\`
    "
  `)
})

test('of many tasks the newest are told, and of a long instruction its beginning', () => {
  const others = Array.from({length: 7}, (_, index) => ({
    task: {...other, id: `T${index + 1}`, instruction: 'x'.repeat(4_000)},
    commit: `${index}`.repeat(40),
  }))
  const text = document(repairSection({...STORY, others}))
  expect([...text.matchAll(/^### (T\d)/gm)].map(([, id]) => id)).toEqual(['T3', 'T4', 'T5', 'T6', 'T7'])
  expect(text.match(/x+…/g)?.map(({length}) => length)).toEqual([3_001, 3_001, 3_001, 3_001, 3_001])
})
