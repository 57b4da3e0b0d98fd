// Loaded with `node --import` into a dispatcher that shall die: kills its own process at a point that the environment names, be it
// around a line of the journal, around a command, or at a time. The product knows nothing of it.
//
//   CRASH_FILE   where points are noted, and processes that were stopped to be late
//   CRASH_AT     kill at the n-th point (1, 2 …); 0: only count
//   CRASH_AT_COMMAND  kill when the n-th shell was told its command, and stop the shell before it hears of it; 0: never
//   CRASH_AFTER  kill after so many milliseconds
//   CRASH_DELAY  1: stop the shells and their commands in the moment of death; a later process lets them go on

import childProcess from 'node:child_process'
import fs from 'node:fs'
import promises from 'node:fs/promises'
import {syncBuiltinESMExports} from 'node:module'

const {CRASH_FILE: file, CRASH_AT = '0', CRASH_AT_COMMAND = '0', CRASH_AFTER, CRASH_DELAY} = process.env
const stopped = `${file}.stopped`
const shells = new Set()
const {appendFileSync, readFileSync, writeFileSync, writeSync} = fs
let count = 0
let commands = 0

const die = label => {
  appendFileSync(file, `${label}\n`)
  if (CRASH_DELAY === '1') {
    for (const pid of shells) signal(-pid, 'SIGSTOP')
    writeFileSync(stopped, JSON.stringify([...late(), ...shells]))
  }
  process.kill(process.pid, 'SIGKILL')
  // The signal is delivered before the call returns, as a rule.
  for (;;);
}

const signal = (pid, name) => {
  try {
    process.kill(pid, name)
  } catch {
    // It is gone.
  }
}

const late = () => {
  try {
    return JSON.parse(readFileSync(stopped, 'utf8'))
  } catch {
    return []
  }
}

const point = label => {
  count += 1
  if (count === Number(CRASH_AT)) die(label)
}

/** Whoever was stopped comes back to life after this dispatcher has looked, or right between its look and what it does. */
const release = () => {
  for (const pid of late()) signal(-pid, 'SIGCONT')
}
if (CRASH_AFTER !== undefined) setTimeout(() => die('at a random time'), Number(CRASH_AFTER)).unref()
process.on('exit', () => {
  release()
  appendFileSync(file, `${count} points\n`)
})

const FRAME = /^[0-9a-f]{8} \d+ \{"type":"([a-z-]+)"/

fs.writeSync = (fd, data, ...rest) => {
  const [, type] = FRAME.exec(Buffer.from(data).toString('latin1', 0, 200)) ?? []
  if (type === undefined) return writeSync(fd, data, ...rest)
  point(`before ${type}`)
  count += 1
  if (count === Number(CRASH_AT)) {
    writeSync(fd, data, 0, Math.floor(data.length / 2))
    die(`torn ${type}`)
  }
  const written = writeSync(fd, data, ...rest)
  point(`after ${type}`)
  if (type === 'run-resumed') setTimeout(release, 250).unref()
  if (type === 'process-started') lateCommand(JSON.parse(String(data).slice(String(data).indexOf('{'))))
  return written
}

/** The command follows its record at once: it is in the pipe before anything else happens. */
const lateCommand = ({leader}) => {
  commands += 1
  if (commands !== Number(CRASH_AT_COMMAND)) return
  signal(-leader.pid, 'SIGSTOP')
  setImmediate(() => die('after a command was sent'))
}

const gitVerb = args =>
  `git ${args.find((word, index) => !word.startsWith('-') && args[index - 1] !== '-c') ?? 'version'}`

const {spawn} = childProcess
childProcess.spawn = (command, args, ...rest) => {
  const isGit = String(command).endsWith('git')
  const verb = isGit ? gitVerb(args) : 'shell'
  point(`before ${verb}`)
  const child = spawn(command, args, ...rest)
  if (!isGit && child.pid !== undefined) {
    shells.add(child.pid)
    child.once('exit', () => shells.delete(child.pid))
  }
  point(`during ${verb}`)
  if (isGit) child.once('exit', () => point(`after ${verb}`))
  return child
}

const {writeFile} = promises
promises.writeFile = async (path, ...rest) => {
  await writeFile(path, ...rest)
  if (!String(path).endsWith('.status') || late().length === 0) return
  release()
  await new Promise(resolve => setTimeout(resolve, 60))
}
syncBuiltinESMExports()
