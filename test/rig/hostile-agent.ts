// An agent that lays whatever it can into its workspace, and does its work on the side: `node hostile-agent.ts <armoury> <outside>`.
// T1 fails once, so that the host comes back to a workspace that it has been in; T3 makes another repository of its own.

import {execFileSync} from 'node:child_process'
import {mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync} from 'node:fs'
import {setTimeout as sleep} from 'node:timers/promises'
import {DRIVEN_FILES, plant, plantGitFile, vectorsAt} from './vectors.ts'

const [, , armoury = '', outside = ''] = process.argv
const {AGENT_SPAWN_TASK: task = '', AGENT_SPAWN_ATTEMPT: attempt = ''} = process.env
const at = process.cwd()

const edit = (line: string, by: string): void => {
  for (const path of Object.keys(DRIVEN_FILES))
    writeFileSync(path, readFileSync(path, 'utf8').replace(line, `${line} by ${by}`))
}

const link = (target: string, path: string): void => {
  rmSync(path, {recursive: true, force: true})
  symlinkSync(target, path)
}

const finish = (): void => {
  mkdirSync('out', {recursive: true})
  writeFileSync(`out/${task}.txt`, `${task}\n`)
}

/** Commits of its own first: once all is laid, git would run it for the agent, too. */
const commit = (): void => {
  execFileSync('git', ['add', '--all'])
  execFileSync('git', ['commit', '--quiet', '--allow-empty', '--message', 'mine'])
}

const vectors = vectorsAt(at, armoury)
if (task === 'T1' && attempt === '1') {
  commit()
  plant(at, armoury, vectors)
  link(`${outside}/instruction`, 'TASK_INSTRUCTION.md')
  link(`${outside}/secret`, 'checkpoint.json')
  link(`${outside}/victim`, 'leak.txt')
  link(outside, 'leak')
  edit('1', 'nobody')
  process.exit(1)
}
if (task === 'T1') {
  writeFileSync(`${armoury}/told`, readFileSync('TASK_INSTRUCTION.md'))
  for (const [path, text] of Object.entries(DRIVEN_FILES)) writeFileSync(path, text)
  edit('1', 'T1')
}
if (task === 'T2') {
  commit()
  // The hooks that lie where hooks lie have their turn.
  plant(
    at,
    armoury,
    vectors.filter(({name}) => name !== 'hooks-path'),
  )
  edit('7', 'T2')
}
if (task === 'T3') {
  plantGitFile(at, armoury)
  edit('4', 'T3')
}
// Long enough for the host to have a look at the workspace while the agent is still there.
await sleep(1500)
finish()
await sleep(500)
