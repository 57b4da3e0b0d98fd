// One run that is killed again and again until it is done, and what must be true of it then.

import {execFileSync, spawn} from 'node:child_process'
import {once} from 'node:events'
import {cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {readHistory, readRun} from '../../../src/dispatcher/runs.ts'
import {executionLog} from '../../../src/report/execution-log.ts'
import type {RunState} from '../../../src/run/state.ts'
import {GRAPH, policyFor} from './plan.ts'
import type {Stage} from './stage.ts'

/** How one dispatcher is to die; its successor gets the next. */
export interface Kill {
  /** At this point of its life, from 1. */
  readonly at?: number
  /** Or when it has told a shell what to run, for the so-and-so-manieth time, and the shell has not heard of it yet. */
  readonly atCommand?: number
  /** Or after so many milliseconds. */
  readonly afterMs?: number
  /** Its shells and their commands are stopped with it, and come back late. */
  readonly isDelayed: boolean
}

export interface CaseResult {
  /** One word or two for each death: `before git-verb`, `torn event-type`. */
  readonly deaths: readonly string[]
  /** Agents that a dispatcher found at work, and attempts that never began. */
  readonly adopted: number
  readonly lost: number
  /** Whole sentences; empty if all is as if nothing had happened. */
  readonly problems: readonly string[]
}

/** What an undisturbed run comes to. */
export interface Reference {
  readonly tree: string
  readonly report: string
}

/** Ten times what a whole run takes on a busy machine: it hangs. */
const HANGS_MS = 120_000

/** More restarts than any list of kills: each must bring the run forward. */
const MAX_RESTARTS = 400

interface Scene {
  readonly stage: Stage
  readonly directory: string
  readonly repository: string
  readonly points: string
  readonly name: string
}

export const runCase = async (
  stage: Stage,
  name: string,
  {kills, reference}: {readonly kills: Iterable<Kill>; readonly reference?: Reference},
): Promise<CaseResult & {readonly found: Reference}> => {
  const scene = setScene(stage, name)
  try {
    const problem = await live(scene, kills)
    const problems = problem === undefined ? await judge(scene, reference) : [problem]
    const found = problem === undefined ? await referenceOf(scene) : {tree: '', report: ''}
    return {deaths: deathsOf(scene), ...(await recoveriesOf(scene)), problems, found}
  } finally {
    await endOrphans(name)
    rmSync(scene.directory, {recursive: true, force: true, maxRetries: 3})
  }
}

const setScene = (stage: Stage, name: string): Scene => {
  const directory = join(stage.directory, name)
  const scene = {
    stage,
    directory,
    name,
    repository: join(directory, 'repository'),
    points: join(directory, 'points'),
  }
  mkdirSync(join(directory, 'effects'), {recursive: true})
  cpSync(stage.repository, scene.repository, {recursive: true})
  writeFileSync(
    join(directory, 'order.json'),
    JSON.stringify({
      directory: scene.repository,
      graph: GRAPH,
      policy: policyFor(join(directory, 'effects')),
      selection: GRAPH.tasks.map(({id}) => id),
    }),
  )
  return scene
}

/** Undefined when the run is done. */
const live = async (scene: Scene, kills: Iterable<Kill>): Promise<string | undefined> => {
  const deaths = kills[Symbol.iterator]()
  for (let restart = 0; restart < MAX_RESTARTS; restart += 1) {
    const kill = deaths.next()
    const end = await dispatch(scene, kill.done === true ? {at: 0, isDelayed: false} : kill.value)
    if (end.code === 0) return undefined
    if (end.signal !== 'SIGKILL') return `A dispatcher ended with ${end.code ?? end.signal}: ${end.error}`
    if (end.isHung) return `A dispatcher hung: ${end.error}`
  }
  return `The run is not done after ${MAX_RESTARTS} restarts.`
}

const dispatch = async (
  {stage, directory, points, name}: Scene,
  {at = 0, atCommand = 0, afterMs, isDelayed}: Kill,
) => {
  const child = spawn(
    process.execPath,
    ['--import', stage.faults, stage.dispatcher, join(directory, 'order.json')],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: {
        ...process.env,
        CRASH_CASE: name,
        CRASH_FILE: points,
        CRASH_AT: `${at}`,
        CRASH_AT_COMMAND: `${atCommand}`,
        CRASH_DELAY: isDelayed ? '1' : '0',
        ...(afterMs === undefined ? {} : {CRASH_AFTER: `${afterMs}`}),
      },
    },
  )
  let error = ''
  let isHung = false
  // Closed with the process, not with those that have inherited it.
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    error += text
  })
  const watchdog = setTimeout(() => {
    isHung = true
    child.kill('SIGKILL')
  }, HANGS_MS)
  const [code, signal] = await once(child, 'exit')
  clearTimeout(watchdog)
  return {code, signal, isHung, error: error.trim()}
}

const deathsOf = ({points}: Scene): readonly string[] =>
  (existsSync(points) ? readFileSync(points, 'utf8') : '')
    .split('\n')
    .filter(line => line !== '' && !line.endsWith(' points'))

const recoveriesOf = async ({repository}: Scene): Promise<Pick<CaseResult, 'adopted' | 'lost'>> => {
  const history = await readHistory(repository)
  const events = history.ok ? history.value.events : []
  return {
    adopted: events.filter(({type}) => type === 'attempt-adopted').length,
    lost: events.filter(event => event.type === 'attempt-finished' && event.outcome.type === 'lost').length,
  }
}

const git = ({repository}: Scene, ...args: readonly string[]): string =>
  execFileSync('git', args, {cwd: repository, encoding: 'utf8'}).trim()

const stateOf = async ({repository}: Scene): Promise<RunState> => {
  const state = await readRun(repository)
  if (!state.ok) throw new Error(state.error.message)
  return state.value
}

const referenceOf = async (scene: Scene): Promise<Reference> => {
  const state = await stateOf(scene)
  return {
    tree: git(scene, 'rev-parse', `agent-spawn/${state.run}^{tree}`),
    report: timeless(executionLog(state)),
  }
}

/** What does not depend on when, how often and in which order things were tried. */
const timeless = (report: string): string =>
  report
    .replaceAll(/\b\d{8}-\d+-[0-9a-z]+/g, 'RUN')
    .replaceAll(/\b[0-9a-f]{7,40}\b/g, 'COMMIT')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:]+Z/g, 'TIME')
    .replaceAll(/\b\d+(\.\d+)? ?(ms|s|min|h)( \d+ ?(s|min))?\b/g, 'DURATION')
    .replaceAll(/^- \*\*Attempts:.*\n|^\| (Attempts|Speed-up) .*\n/gm, '')
    .replaceAll(/^- \*\*Failed attempts:\*\*\n( {2}- .*\n)*/gm, '')
    .replaceAll(/\n- Gate [^\n]* on the merged tree[^\n]*(\n {2}- [^\n]*)*\n/g, '')

const judge = async (scene: Scene, reference: Reference | undefined): Promise<readonly string[]> => {
  const state = await stateOf(scene)
  const found = await referenceOf(scene)
  return [
    ...(reference === undefined || reference.tree === found.tree
      ? []
      : [`The tree is ${found.tree}, expected ${reference.tree}.`]),
    ...(reference === undefined || reference.report === found.report
      ? []
      : [`The report differs: ${difference(reference.report, found.report)}`]),
    ...[...state.tasks.values()]
      .filter(({phase, spent}) => phase !== 'done' || spent !== 0)
      .map(({task, phase, spent}) => `${task.id} is ${phase} with ${spent} attempts spent.`),
    ...commitProblems(scene, state),
    ...effectProblems(scene),
    ...leftovers(scene, state),
    ...orphansOf(scene.name).map(pid => `Process ${pid} is left over: ${commandOf(pid)}`),
  ]
}

const difference = (expected: string, found: string): string => {
  const [left, right] = [expected.split('\n'), found.split('\n')]
  const line = left.findIndex((text, index) => text !== right[index])
  return `${JSON.stringify(right[line])}, expected ${JSON.stringify(left[line])}`
}

const commitProblems = (scene: Scene, state: RunState): readonly string[] => {
  const format = '--format=%(trailers:key=Agent-Spawn-Task,valueonly,separator=%x2C)'
  const merged = git(scene, 'log', format, `main..agent-spawn/${state.run}`).split('\n')
  return GRAPH.tasks
    .map(({id}) => [id, merged.filter(task => task === id).length] as const)
    .filter(([, count]) => count !== 1)
    .map(([id, count]) => `${id} has ${count} commits on the integration branch.`)
}

/** Nobody kills agents here, so each task is started once and comes to its end. */
const effectProblems = ({directory}: Scene): readonly string[] =>
  GRAPH.tasks
    .map(({id}) => [id, readFileSync(join(directory, 'effects', id), 'utf8')] as const)
    .filter(([, text]) => text !== 'started\ndone\n')
    .map(([id, text]) => `The agent of ${id} did this: ${text.trim().split('\n').join(', ')}.`)

const leftovers = ({repository}: Scene, state: RunState): readonly string[] => {
  const conductor = join(repository, '.conductor')
  const workspaces = readdirSync(join(conductor, 'workspaces')).filter(name => name !== '.gitignore')
  const files = readdirSync(conductor, {recursive: true, encoding: 'utf8'}).filter(
    name => name.endsWith('.lock') || (name.startsWith(`runs/${state.run}`) && name.endsWith('.tmp')),
  )
  return [...workspaces, ...files].map(name => `${name} is left over.`)
}

/** Whatever a dispatcher of the case started has inherited the variable. */
const orphansOf = (name: string): readonly number[] =>
  readdirSync('/proc')
    .map(Number)
    .filter(pid => {
      try {
        return readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(`CRASH_CASE=${name}`)
      } catch {
        return false
      }
    })

const commandOf = (pid: number): string => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
  } catch {
    return 'gone'
  }
}

const endOrphans = async (name: string): Promise<void> => {
  for (const pid of orphansOf(name)) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // It has ended by itself.
    }
  }
}
