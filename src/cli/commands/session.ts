// `agent-spawn session`: the verbs of those who coordinate agents by a manifest. Each but two is another command in other words.

import {Command, Option} from 'commander'
import {EXIT_INVALID} from '../../report/exit-code.ts'
import type {Output} from '../../service/client.ts'
import {inColumns} from '../../util/columns.ts'
import {display} from '../../util/display.ts'
import {callOperation, type Door, showError} from '../door.ts'
import {printJson} from '../json.ts'
import {jsonOption, runOption, wholeNumber} from '../option.ts'
import {addRunOptions, type RunOptions} from '../run-options.ts'

type Module = {readonly configure: (command: Command, door: Door) => void}

interface Verb {
  readonly summary: string
  readonly alias?: string
  readonly options: readonly Option[]
  readonly load: (options: Options) => Promise<Module>
  /** What the other command is told. */
  readonly words: (options: Options) => readonly string[]
}

interface Options {
  readonly run?: string
  readonly id?: string
  readonly phase?: string
  readonly keep?: string
  readonly terminate?: string
  readonly force?: boolean
}

const idOption = (): Option => new Option('--id <agent>', 'the agent').makeOptionMandatory()
const named = ({id}: Options): readonly string[] => (id === undefined ? [] : [id])

const VERBS: {readonly [verb: string]: Verb} = {
  'check-conflicts': {
    summary: 'agents that are in one another’s way (monitor)',
    options: [runOption()],
    load: () => import('./monitor.ts'),
    words: () => [],
  },
  timeline: {
    summary: 'what has happened, in a run or to one agent (log, history)',
    options: [new Option('--id <agent>', 'only this agent'), runOption()],
    load: ({id}) => (id === undefined ? import('./log.ts') : import('./history.ts')),
    words: named,
  },
  status: {
    summary: 'where a run stands, or one agent (status, explain)',
    options: [new Option('--id <agent>', 'only this agent'), runOption()],
    load: ({id}) => (id === undefined ? import('./status.ts') : import('./explain.ts')),
    words: named,
  },
  logs: {
    summary: 'the report of an agent (log)',
    options: [idOption(), runOption()],
    load: () => import('./log.ts'),
    words: named,
  },
  'release-locks': {
    summary: 'take an agent out of the run, so that others may write its files (cancel)',
    options: [idOption(), runOption()],
    load: () => import('./cancel.ts'),
    words: named,
  },
  'resolve-conflict': {
    summary: 'take one of two agents out of the run (cancel)',
    options: [
      new Option('--keep <agent>', 'the agent that goes on').makeOptionMandatory(),
      new Option('--terminate <agent>', 'the agent that is taken out').makeOptionMandatory(),
      runOption(),
    ],
    load: () => import('./cancel.ts'),
    words: ({keep = '', terminate = ''}) => [
      terminate,
      '--reason',
      `in conflict with ${keep}, which is kept`,
    ],
  },
  complete: {
    summary: 'let what runs come to its end, and start nothing new (stop)',
    alias: 'complete-session',
    options: [runOption()],
    load: () => import('./stop.ts'),
    words: () => [],
  },
  reset: {
    summary: 'remove what ended runs have left behind (cleanup)',
    options: [new Option('--force', 'without asking')],
    load: () => import('./cleanup.ts'),
    words: ({force}) => (force === true ? ['--force'] : []),
  },
}

export const configure = (command: Command, door: Door): void => {
  configureRegister(command.command('register').description('add an agent to the manifest'), door)
  configureList(command.command('list').description('the agents of the manifest and of the last run'), door)
  configureStart(command, door)
  configureStop(command, door)
  for (const [verb, {summary, alias, options, load, words}] of Object.entries(VERBS)) {
    const sub = command.command(verb).description(summary)
    if (alias !== undefined) sub.alias(alias)
    for (const option of options) sub.addOption(option)
    sub.action(async (given: Options) => {
      await say(door, verb, {load: () => load(given), words: [...words(given), ...runWords(given)]})
    })
  }
}

const runWords = ({run}: Options): readonly string[] => (run === undefined ? [] : ['--run', run])

/** Hands over to the other command, as if its words had been typed. */
const say = async (
  door: Door,
  verb: string,
  {load, words}: {readonly load: () => Promise<Module>; readonly words: readonly string[]},
): Promise<void> => {
  const other = new Command(verb).exitOverride()
  const {configure: configureOther} = await load()
  configureOther(other, door)
  await other.parseAsync([...words], {from: 'user'})
}

interface RegisterOptions {
  readonly name: string
  readonly id?: string
  readonly files?: string[]
  readonly priority?: number
  readonly after?: string[]
  readonly timeout?: number
  readonly description?: string
  readonly json?: boolean
}

const configureRegister = (command: Command, door: Door): void => {
  command
    .requiredOption('--name <name>', 'what it is called')
    .option('--id <id>', 'a name for commands (default: made of its name)')
    .option('--files <path...>', 'what it alone may write: files, directories, globs')
    .option('--priority <n>', 'from 1, the most urgent, to 5 (default: 3)', wholeNumber)
    .option('--after <agent...>', 'the agents it waits for')
    .option('--timeout <seconds>', 'how long it may take (default: 600)', wholeNumber)
    .option('--description <text>', 'what it is to do (default: its name)')
    .addOption(jsonOption('it'))
    .action(async ({json, timeout, ...agent}: RegisterOptions) => {
      const registered = await callOperation(door, 'register', {...agent, timeoutS: timeout})
      if (registered === undefined) return
      if (json === true) return printJson(door.terminal, {schemaVersion: 1, kind: 'agent', ...registered})
      const {id, manifest, rivals} = registered
      const waits = rivals.length === 0 ? '' : ` It shares files with ${rivals.join(', ')}: they take turns.`
      door.terminal.print(
        display(`${id} is registered in ${manifest}.${waits} Next: agent-spawn session start\n`),
      )
    })
}

const configureList = (command: Command, door: Door): void => {
  command
    .addOption(runOption())
    .addOption(jsonOption('them'))
    .action(async ({json, run}: Options & {readonly json?: boolean}) => {
      const found = await callOperation(door, 'agents', {run})
      if (found === undefined) return
      if (json === true) return printJson(door.terminal, {schemaVersion: 1, kind: 'agents', ...found})
      door.terminal.print(display(agentLines(found)))
    })
}

const agentLines = ({agents, manifest}: Output<'agents'>): string => {
  if (agents.length === 0) return `${noAgents(manifest)}\n`
  const rows = agents.map(({id, status, pid, priority, files, name}) => [
    id,
    status,
    pid === null ? '-' : `pid ${pid}`,
    `priority ${priority}`,
    name,
    files.join(' '),
  ])
  return inColumns(rows)
    .map(line => `${line}\n`)
    .join('')
}

const noAgents = (manifest: string): string =>
  `No agents in ${manifest}, and no run yet. Next: agent-spawn session register --name NAME --files PATH`

const configureStart = (command: Command, door: Door): void => {
  const start = command.command('start').alias('start-session').description('run the agents of the manifest')
  start.option('--phase <group>', 'only this group of them, or these')
  addRunOptions(start).action(async ({phase, ...options}: RunOptions & {readonly phase?: string}) => {
    const found = await callOperation(door, 'agents', {})
    if (found === undefined) return
    if (found.agents.length === 0 && options.fromDoc === undefined)
      return showError(door, {
        ...{code: 'no-agents', message: noAgents(found.manifest)},
        exitCode: EXIT_INVALID,
      })
    const {runSelection} = await import('../run-selection.ts')
    const fromDoc = options.fromDoc ?? [found.manifest]
    await runSelection(door, phase === undefined ? [] : [phase], {...options, fromDoc})
  })
}

const configureStop = (command: Command, door: Door): void => {
  command
    .command('stop')
    .description('end an agent, or with none the run (cancel, stop)')
    .option('--id <agent>', 'only this agent')
    .addOption(
      new Option('--graceful', 'let the run’s agents come to their end (default)').conflicts('force'),
    )
    .option('--force', 'stop the run’s agents, too; an agent that is named is stopped anyway')
    .addOption(runOption())
    .action(async (options: Options) => {
      const {id, force} = options
      const words = id === undefined ? [force === true ? '--kill' : '--drain'] : [id]
      const load = id === undefined ? () => import('./stop.ts') : () => import('./cancel.ts')
      await say(door, 'stop', {load, words: [...words, ...runWords(options)]})
    })
}
