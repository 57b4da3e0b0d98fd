// An agent that lays traps for whoever runs git after it, over the whole life of its work: nothing of it runs on the host.

import {execFileSync, spawnSync} from 'node:child_process'
import {existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {expect, onTestFinished, test} from 'vitest'
import {rig} from '../cli/rig.ts'
import {DRIVEN_FILES, plant, plantGitFile, vectorsAt} from '../rig/vectors.ts'
import {temporaryDirectory} from '../system/temporary.ts'

const AGENT = join(import.meta.dirname, '../rig/hostile-agent.ts')

/** Without blanks: one of the traps is a URL. */
const createArmoury = (): string => {
  const path = mkdtempSync(join(tmpdir(), 'armoury-'))
  onTestFinished(() => rmSync(path, {recursive: true, force: true}))
  mkdirSync(join(path, 'ran'))
  return path
}

const ranIn = (armoury: string): readonly string[] => readdirSync(join(armoury, 'ran'))

const createRepository = (): string => {
  const path = temporaryDirectory()
  for (const [name, text] of Object.entries(DRIVEN_FILES)) writeFileSync(join(path, name), text)
  const script =
    'git init -q -b main; git config user.name Ada; git config user.email ada@localhost; git add .; git commit -qm start'
  execFileSync('sh', ['-ec', script], {cwd: path})
  return path
}

const stepInto = (directory: string, trigger: string): void => {
  const env = {
    ...process.env,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
  }
  spawnSync('sh', ['-c', trigger], {cwd: directory, env, timeout: 30_000})
}

const ARMED = vectorsAt('', '').flatMap(({name, trigger}) =>
  trigger === undefined ? [] : [[name, trigger] as const],
)

test.each(ARMED)('the trap %s is one: a person who types the wrong thing steps into it', (name, trigger) => {
  const [armoury, at] = [createArmoury(), createRepository()]
  plant(
    at,
    armoury,
    vectorsAt(at, armoury).filter(vector => vector.name === name),
  )
  stepInto(at, trigger)
  expect(ranIn(armoury)).toEqual([name])
})

test('the trap git-file is one, too', () => {
  const [armoury, at] = [createArmoury(), createRepository()]
  plantGitFile(at, armoury)
  stepInto(at, 'git status')
  expect(ranIn(armoury)).toEqual(['git-file'])
})

const PLAN = ['T1', 'T2', 'T3', 'T4']
  .map((task, index) => {
    const needs = index < 2 ? 'None' : index === 2 ? 'T1, T2' : 'T3'
    return `### ${task}: Work\n\n**Dependencies:** ${needs}\n**Outputs:**\n- \`out/${task}.txt\`\n\n**Validation Steps:**\n\`\`\`bash\ntest -s out/${task}.txt\n\`\`\`\n`
  })
  .join('\n')

test('nothing that agents lay runs on the host, from the first attempt until the run is removed', async () => {
  const [armoury, outside] = [createArmoury(), temporaryDirectory()]
  for (const name of ['instruction', 'secret', 'victim'])
    writeFileSync(join(outside, name), `${name} of the user\n`)
  const made = rig({isEmpty: true})
  for (const [path, text] of Object.entries(DRIVEN_FILES)) made.write(path, text)
  made.write('plan.md', PLAN)
  made.git('add', '--all')
  made.git('commit', '--quiet', '--message=Plan')
  const agent = `shell:'${process.execPath}' '${AGENT}' '${armoury}' ${JSON.stringify(outside)}`
  const done = async (codes: readonly number[], ...words: readonly string[]): Promise<string> => {
    const ran = await made.run(words)
    expect([words, codes.includes(ran.code), ran.err]).toEqual([words, true, ran.err])
    return ran.out
  }
  let isOver = false
  const running = done([4], 'run', '--from-doc', 'plan.md', '--agent', agent, '--trust', '--attempts', '2')
  const looking = async (): Promise<void> => {
    while (!isOver) await done([0, 1, 2], 'monitor', '--json')
  }
  await Promise.all([running.finally(() => (isOver = true)), looking()])
  // Both wait for a person, and their workspaces are there with all that lies in them.
  for (const words of [['status', '--du'], ['monitor'], ['review'], ['cleanup', '--dry-run'], ['doctor']])
    await done([0, 1], ...words)
  for (const task of ['T1', 'T2']) await done([0], 'approve', task)
  await done([0], 'run', '--continue')
  for (const words of [
    ['status'],
    ['log'],
    ['explain', 'T1'],
    ['runs'],
    ['history', 'T1'],
    ['review'],
    ['cleanup', '--force'],
  ])
    await done([0, 1], ...words)
  await done([0], 'land')
  await done([0], 'gc', '--keep-days', '0')
  expect(ranIn(armoury)).toEqual([])
  const left = readdirSync(outside).map(name => [name, readFileSync(join(outside, name), 'utf8')])
  expect(left).toEqual(['instruction', 'secret', 'victim'].map(name => [name, `${name} of the user\n`]))
  expect(readFileSync(join(armoury, 'told'), 'utf8')).not.toContain('secret of the user')
  // The traps were laid, and are what they were laid as: plain files and links of the work.
  expect(made.git('ls-tree', 'main', '.gitattributes', '.gitmodules', 'bare/config', 'leak')).toMatch(
    /^100644 .*\n100644 .*\n100644 .*\n120000 .*leak$/,
  )
  expect(existsSync(join(made.directory, 'bare/config'))).toBe(true)
  const lines = '1 by T1\n2\n3\n4 by T3\n5\n6\n7 by T2\n'
  for (const path of Object.keys(DRIVEN_FILES)) expect([path, made.read(path)]).toEqual([path, lines])
})
