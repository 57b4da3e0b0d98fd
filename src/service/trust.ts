// Commands that come from a document run only after somebody approved them, for exactly this content. What was approved is
// remembered in the user's own configuration directory, never in the repository: who writes the document must not approve it.

import {createHash} from 'node:crypto'
import {dirname, isAbsolute, join} from 'node:path'
import {gateCommands} from '../graph/gate-shapes.ts'
import type {Gate, Graph} from '../graph/task.ts'
import {counted} from '../graph/wording.ts'
import {type AgentSpec, isSimulated, type Policy} from '../run/policy.ts'
import {ensureDirectory, readText, writeAtomic} from '../system/files.ts'
import {reveal} from '../util/display.ts'
import {ok, type Result} from '../util/result.ts'
import {invalid} from './failure.ts'
import type {Context, OperationError} from './operation.ts'

/** What would run. */
export interface TrustSubject {
  readonly graph: Graph
  readonly policy: Policy
}

/** Resolves to an error where nobody approved. `isGranted`: `--trust` was given, which approves and remembers. */
export const ensureTrust = async (
  subject: TrustSubject,
  isGranted: boolean,
  {confirm}: Context,
): Promise<Result<undefined, OperationError>> => {
  const commands = commandsOf(subject)
  if (isSimulated(subject.policy) || commands.length === 0) return ok(undefined)
  const hash = contentHash(subject)
  if (await isApproved(hash)) return ok(undefined)
  if (isGranted) return remember(hash)
  const count = counted(commands.length, 'command')
  if (confirm === undefined)
    return invalid(
      'untrusted',
      `${sourceNames(subject.graph)} would run ${count} that nobody approved. Read them with \`agent-spawn plan --json\`, then run again with --trust.`,
    )
  const text = Array.from(
    Map.groupBy(commands, ({owner}) => owner),
    printCommands,
  ).join('')
  const isApprovedNow = await confirm({text, question: `Run ${count} from ${sourceNames(subject.graph)}?`})
  return isApprovedNow ? remember(hash) : invalid('untrusted', 'Not approved; nothing was run.')
}

const sourceNames = ({sources}: Graph): string => sources.map(reveal).join(', ')

export interface Command {
  /** Whose it is: a task and its gate, a hook, an agent. */
  readonly owner: string
  readonly text: string
}

/** All shell text that a run would execute, from the plan and from the configuration. */
export const commandsOf = ({graph, policy}: TrustSubject): readonly Command[] => [
  ...policy.workspace.setup.map(text => ({owner: 'setup hook', text})),
  ...policy.workspace.archive.map(text => ({owner: 'archive hook', text})),
  ...agentsOf(policy).flatMap(agentCommand),
  ...graph.tasks.flatMap(({id, gates}) =>
    gates.flatMap(gate => gateCommands(gate).map(text => ({owner: `${id} ${gate.name}`, text}))),
  ),
  ...branchGates(policy).flatMap(({owner, gates}) =>
    gates.flatMap(gate => gateCommands(gate).map(text => ({owner: `${owner} ${gate.name}`, text}))),
  ),
  ...(policy.merge.resolver === undefined ? [] : [{owner: 'conflict resolver', text: policy.merge.resolver}]),
]

/** What judges the integration branch as a whole. */
const branchGates = ({quality, promotion}: Policy) =>
  [
    {owner: 'quality', gates: quality},
    ...promotion.map(({name, gates}) => ({owner: `stage ${name}`, gates})),
  ].filter(({gates}) => gates.length > 0)

/** A preset runs what the document tells it, with all that its arguments allow: that is for a person to approve as any command. */
const agentCommand = ({name, kind, command, args, model}: AgentSpec): readonly Command[] => {
  if (kind === 'tangle') return []
  const choice = model === undefined ? [] : [`(model ${model})`]
  return [{owner: `agent ${name}`, text: [command ?? kind, ...args, ...choice].join(' ')}]
}

const agentsOf = ({agents}: Policy): readonly AgentSpec[] =>
  [
    agents.default,
    ...Object.values(agents.byType),
    ...Object.values(agents.byTask),
    ...Object.values(agents.reviewers ?? {}),
  ].flatMap(agent => [agent, ...(agent.fallback ?? [])])

const printCommands = ([owner, commands]: [string, readonly Command[]]): string => {
  const lines = commands.flatMap(({text}) => text.trimEnd().split('\n'))
  return [`  ${reveal(owner)}:`, ...lines.map(line => `    ${reveal(line)}`), ''].join('\n')
}

/** Of all that decides what is executed and what agents are told; not of limits, order or slots. */
export const contentHash = ({graph, policy}: TrustSubject): string => {
  const {mode, setup, archive, copy, link} = policy.workspace
  const {resolver} = policy.merge
  const branch = branchGates(policy).map(({owner, gates}) => ({owner, gates: gates.map(gateContent)}))
  const content = {
    tasks: graph.tasks.map(({id, title, instruction, inputs, outputs, gates, dependencies}) => ({
      ...{id, title, instruction, inputs, dependencies},
      outputs: outputs.map(({path, intent, text}) => ({path, intent, text})),
      gates: gates.map(gateContent),
    })),
    // Left away where there are none: so what was approved before there could be any stays approved.
    ...(branch.length === 0 ? {} : {branch}),
    ...(resolver === undefined ? {} : {resolver}),
    agents: policy.agents,
    hooks: {setup, archive, copy, link},
    // What is harmless in a clone may not be in the user's own tree.
    mode,
  }
  return createHash('sha256').update(JSON.stringify(content)).digest('hex')
}

const gateContent = ({name, type, parameters, shell, steps}: Gate): object => ({
  ...{name, type, parameters, shell},
  steps: steps.map(({command, kind, expect}) => ({command, kind, expect})),
})

/** As the XDG base directory specification has it. */
const trustFile = (): string | undefined => {
  const {XDG_CONFIG_HOME: configured = '', HOME, USERPROFILE} = process.env
  const home = HOME ?? USERPROFILE
  if (isAbsolute(configured)) return join(configured, 'agent-spawn', 'trust.json')
  return home === undefined ? undefined : join(home, '.config', 'agent-spawn', 'trust.json')
}

/** So many approvals are remembered; the oldest are forgotten, and asked for again. */
const MAX_APPROVALS = 1000

/** For the user alone. */
const PRIVATE = 0o600

interface TrustFile {
  readonly schemaVersion: 1
  /** Hashes of approved content, the newest last. */
  readonly approved: readonly string[]
}

/** A file that is none of ours approves nothing. */
const readApproved = async (path: string): Promise<readonly string[]> => {
  const text = await readText(path)
  if (!text.ok) return []
  try {
    const {approved}: Partial<TrustFile> = JSON.parse(text.value)
    return Array.isArray(approved) ? approved.filter(hash => typeof hash === 'string') : []
  } catch {
    return []
  }
}

const isApproved = async (hash: string): Promise<boolean> => {
  const path = trustFile()
  return path !== undefined && (await readApproved(path)).includes(hash)
}

const remember = async (hash: string): Promise<Result<undefined, OperationError>> => {
  const path = trustFile()
  if (path === undefined) return ok(undefined)
  const approved = [...(await readApproved(path)), hash].slice(-MAX_APPROVALS)
  const file: TrustFile = {schemaVersion: 1, approved}
  try {
    await ensureDirectory(dirname(path))
    await writeAtomic(path, `${JSON.stringify(file, undefined, 2)}\n`, PRIVATE)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return invalid('trust-file', `The approval cannot be remembered in ${path}: ${reason}. Make it writable.`)
  }
  return ok(undefined)
}
