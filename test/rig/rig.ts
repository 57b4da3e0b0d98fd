// A real repository, real runs, and agents that the test conducts:
//   const api = await rig.attempt('T1');  await api.write({'a.ts': '…'});  await api.exit(0)

import {type ChildProcess, execFileSync, spawn} from 'node:child_process'
import {mkdirSync, writeFileSync} from 'node:fs'
import {createServer, type Server, type Socket} from 'node:net'
import {dirname, join} from 'node:path'
import {createInterface, type Interface} from 'node:readline'
import {onTestFinished} from 'vitest'
import {continueRun, type RunHandle, startRun} from '../../src/dispatcher/run.ts'
import type {Graph} from '../../src/graph/task.ts'
import type {RunEvent} from '../../src/run/event.ts'
import {BACKOFFS, DEFAULT_POLICY, type Policy} from '../../src/run/policy.ts'
import {quote} from '../../src/system/quote.ts'
import {temporaryDirectory} from '../system/temporary.ts'

const AGENT = join(import.meta.dirname, 'agent.mjs')
const DISPATCHER = join(import.meta.dirname, 'dispatcher.ts')

export interface ConductedAttempt {
  readonly task: string
  readonly attempt: number
  readonly workspace: string
  readonly pid: number
  write(files: {readonly [path: string]: string}): Promise<void>
  print(text: string): Promise<void>
  /** Ends the agent; returns at once. */
  exit(code: number): void
}

export interface Rig {
  readonly root: string
  readonly events: RunEvent[]
  readonly warnings: string[]
  readonly policy: Policy
  git(...args: readonly string[]): string
  start(graph: Graph, policy?: Partial<Policy>): Promise<RunHandle>
  resume(policy?: Partial<Policy>): Promise<RunHandle>
  /** Starts a run in a process of its own, which the test may kill. */
  startElsewhere(graph: Graph, policy?: Partial<Policy>): ChildProcess
  /** The next attempt at the task, as soon as its agent is there. */
  attempt(task: string): Promise<ConductedAttempt>
}

/** The repository has one commit, of `files`, on branch `main`; no identity is configured anywhere. */
export const createRig = async (
  files: {readonly [path: string]: string} = {'README.md': 'hello\n'},
): Promise<Rig> => {
  const root = createRepository(files)
  const directory = temporaryDirectory()
  const conductor = await createConductor(join(directory, 'socket'))
  const command = [process.execPath, AGENT, join(directory, 'socket')].map(quote).join(' ')
  const agent = {name: 'conducted', kind: 'shell', command, args: []}
  const policy: Policy = {
    ...DEFAULT_POLICY,
    backoff: BACKOFFS.none,
    agents: {default: agent, byType: {}, byTask: {}},
  }
  const events: RunEvent[] = []
  const warnings: string[] = []
  const told = {
    observe: (event: RunEvent) => void events.push(event),
    warn: (message: string) => void warnings.push(message),
  }
  return {
    root,
    events,
    warnings,
    policy,
    git: (...args) => git(root, args),
    start: async (graph, changes = {}) => {
      const selection = graph.tasks.map(({id}) => id)
      return handleOf(
        await startRun({directory: root, graph, policy: {...policy, ...changes}, selection, ...told}),
      )
    },
    resume: async (changes = {}) =>
      handleOf(
        await continueRun({directory: root, policy: recorded => ({...recorded, ...changes}), ...told}),
      ),
    startElsewhere: (graph, changes = {}) => {
      const selection = graph.tasks.map(({id}) => id)
      const order = join(directory, 'order.json')
      writeFileSync(
        order,
        JSON.stringify({directory: root, graph, policy: {...policy, ...changes}, selection}),
      )
      const child = spawn(process.execPath, [DISPATCHER, order], {stdio: ['ignore', 'ignore', 'inherit']})
      onTestFinished(() => void child.kill('SIGKILL'))
      return child
    },
    attempt: task => conductor.next(task),
  }
}

const handleOf = (started: Awaited<ReturnType<typeof startRun>>): RunHandle => {
  if (!started.ok) throw new Error(started.error.message)
  return started.value
}

const IDENTITY = ['-c', 'user.name=tester', '-c', 'user.email=tester@localhost']

export const git = (root: string, args: readonly string[]): string =>
  execFileSync('git', ['-C', root, ...IDENTITY, ...args], {encoding: 'utf8'}).trim()

const createRepository = (files: {readonly [path: string]: string}): string => {
  const root = temporaryDirectory()
  git(root, ['init', '--quiet', '--initial-branch=main'])
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), {recursive: true})
    writeFileSync(join(root, path), text)
  }
  git(root, ['add', '.'])
  git(root, ['commit', '--quiet', '--message', 'start'])
  return root
}

interface Conductor {
  next(task: string): Promise<ConductedAttempt>
}

const createConductor = async (path: string): Promise<Conductor> => {
  const arrived: ConductedAttempt[] = []
  const awaited: {task: string; resolve: (attempt: ConductedAttempt) => void}[] = []
  const server = createServer(async socket => {
    const attempt = await greet(socket)
    const index = awaited.findIndex(({task}) => task === attempt.task)
    const [waiting] = index === -1 ? [] : awaited.splice(index, 1)
    if (waiting === undefined) arrived.push(attempt)
    else waiting.resolve(attempt)
  })
  await listen(server, path)
  return {
    next: task => {
      const index = arrived.findIndex(attempt => attempt.task === task)
      const [attempt] = index === -1 ? [] : arrived.splice(index, 1)
      if (attempt !== undefined) return Promise.resolve(attempt)
      return new Promise(resolve => awaited.push({task, resolve}))
    },
  }
}

const listen = async (server: Server, path: string): Promise<void> => {
  await new Promise<void>(resolve => server.listen(path, resolve))
  onTestFinished(() => void server.close())
}

const nextLine = (lines: Interface): Promise<string> => new Promise(resolve => lines.once('line', resolve))

const greet = async (socket: Socket): Promise<ConductedAttempt> => {
  socket.on('error', () => undefined)
  const lines = createInterface(socket).on('error', () => undefined)
  const hello = JSON.parse(await nextLine(lines))
  // An agent may be ended while it is told something.
  const gone = new Promise<void>(resolve => lines.once('close', resolve))
  const tell = (act: string, value: unknown): void => void socket.write(`${JSON.stringify({act, value})}\n`)
  const ask = async (act: string, value: unknown): Promise<void> => {
    const answer = nextLine(lines)
    tell(act, value)
    await Promise.race([answer, gone])
  }
  return {
    ...hello,
    write: files => ask('write', files),
    print: text => ask('print', text),
    exit: code => tell('exit', code),
  }
}
