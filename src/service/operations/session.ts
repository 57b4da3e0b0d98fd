// The manifest of agents, `orchestrator.json`, for those who coordinate by hand: who is in it, and one more. What an agent of it does
// is a task like any other; `run` starts it.

import {dirname, join} from 'node:path'
import {z} from 'zod'
import {readRun} from '../../dispatcher/runs.ts'
import {normalisePath, overlaps} from '../../graph/claims.ts'
import {isTaskId} from '../../graph/task-id.ts'
import {ORCHESTRATOR_VERSION, orchestratorOf} from '../../report/orchestrator.ts'
import {ensureDirectory, readText, writeAtomic} from '../../system/files.ts'
import {ok, type Result} from '../../util/result.ts'
import {loadConfig} from '../config.ts'
import {failed, invalid, runFailure} from '../failure.ts'
import {type OperationError, operation} from '../operation.ts'
import {findRoot} from '../place.ts'

/** Where scripts look for it. */
const DEFAULT_MANIFEST = '.agents/orchestrator.json'

const AGENT = z.looseObject({
  id: z.string().optional(),
  name: z.string().catch(''),
  status: z.string().catch('REGISTERED'),
  pid: z.number().nullable().catch(null),
  priority: z.number().catch(3),
  file_locks: z.array(z.string()).catch([]),
})
const MANIFEST = z.looseObject({agents: z.record(z.string(), AGENT).default({})})
type Manifest = z.output<typeof MANIFEST>

export interface ListedAgent {
  readonly id: string
  readonly name: string
  readonly status: string
  readonly pid: number | null
  readonly priority: number
  readonly files: readonly string[]
}

/** The agents of a run, then those of the manifest that are not in it. */
export const agents = operation({
  input: z.object({run: z.string().optional()}),
  perform: async ({run}, {directory}) => {
    const root = await findRoot(directory)
    const state = await readRun(root, run)
    if (!state.ok && (run !== undefined || state.error.code !== 'no-run')) return runFailure(state.error)
    const manifest = await loadManifest(root)
    if (!manifest.ok) return manifest
    const running = state.ok ? orchestratorOf(state.value).agents : {}
    const listed = [...Object.entries(running), ...unstarted(manifest.value.content, running)]
    return ok({
      manifest: manifest.value.path,
      run: state.ok ? state.value.run : undefined,
      agents: listed.map(([key, agent]): ListedAgent => {
        const {id = key, name, status, pid, priority, file_locks: files} = agent
        return {id, name, status, pid, priority, files}
      }),
    })
  },
})

const unstarted = ({agents: known}: Manifest, running: object): [string, z.output<typeof AGENT>][] =>
  Object.entries(known).filter(([key, {id = key}]) => !(id in running))

const REGISTRATION = z.object({
  name: z.string().trim().min(1, 'a name'),
  /** Default: made of the name. */
  id: z.string().optional(),
  files: z.array(z.string()).default([]),
  priority: z.int().min(1, 'a number from 1 to 5').max(5, 'a number from 1 to 5').default(3),
  after: z.array(z.string()).default([]),
  timeoutS: z.int().positive().optional(),
  /** What it is to do; default: its name. */
  description: z.string().optional(),
})

/** Adds an agent to the manifest; whatever else is in there stays as it is. */
export const register = operation({
  input: REGISTRATION,
  perform: async (agent, {directory}) => {
    const root = await findRoot(directory)
    const manifest = await loadManifest(root)
    if (!manifest.ok) return manifest
    const {path, content} = manifest.value
    const id = agent.id ?? idOf(agent.name)
    const problem = objection({...agent, id}, content)
    if (problem !== undefined) return failed('not-registered', problem)
    const entry = {
      id,
      name: agent.name,
      status: 'REGISTERED',
      pid: null,
      started_at: null,
      terminal: null,
      priority: agent.priority,
      file_locks: agent.files,
      dependencies: agent.after,
      ...(agent.timeoutS === undefined ? {} : {timeout: agent.timeoutS}),
      ...(agent.description === undefined ? {} : {description: agent.description}),
    }
    const rivals = Object.entries(content.agents).flatMap(([key, {file_locks: locks}]) =>
      isContended(locks, agent.files) ? [key] : [],
    )
    await ensureDirectory(dirname(join(root, path)))
    const whole = {
      orchestrator_version: ORCHESTRATOR_VERSION,
      ...content,
      agents: {...content.agents, [id]: entry},
    }
    await writeAtomic(join(root, path), `${JSON.stringify(whole, undefined, 2)}\n`)
    return ok({manifest: path, id, rivals})
  },
})

const idOf = (name: string): string =>
  `agent-${name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')}`

type Registration = z.output<typeof REGISTRATION> & {readonly id: string}

const objection = ({id, name, files, after}: Registration, {agents: known}: Manifest): string | undefined => {
  if (!isTaskId(id))
    return `"${id}" is no id; expected letters, digits, ".", "_" and "-". Give another with --id.`
  if (known[id] !== undefined) return `There is an agent ${id} already. Give this one another --id.`
  const missing = after.find(other => known[other] === undefined)
  if (missing !== undefined)
    return `There is no agent ${missing} to wait for; known are ${Object.keys(known).join(', ') || 'none'}.`
  const twin = Object.entries(known).find(
    ([, other]) => other.name === name || isSame(other.file_locks, files),
  )
  return twin === undefined
    ? undefined
    : `${twin[0]} ("${twin[1].name}") has the same ${twin[1].name === name ? 'name' : 'files'}: the same work would be done twice. Register only one of them.`
}

const isSame = (a: readonly string[], b: readonly string[]): boolean =>
  a.length > 0 && new Set([...a, ...b].map(normalisePath)).size === a.length && a.length === b.length

const isContended = (a: readonly string[], b: readonly string[]): boolean =>
  a.some(left => b.some(right => overlaps(normalisePath(left), normalisePath(right))))

interface LoadedManifest {
  /** Relative to the root. */
  readonly path: string
  readonly content: Manifest
}

/** Empty where there is none yet. */
const loadManifest = async (root: string): Promise<Result<LoadedManifest, OperationError>> => {
  const loaded = await loadConfig(root)
  if (!loaded.ok) return loaded
  const path = loaded.value.config.orchestrator ?? DEFAULT_MANIFEST
  const text = await readText(join(root, path))
  if (!text.ok)
    return text.error.code === 'missing'
      ? ok({path, content: {agents: {}}})
      : invalid('manifest', text.error.message)
  const content = parse(text.value)
  return content === undefined
    ? invalid(
        'manifest',
        `${path} is no manifest: expected a JSON object whose "agents" is an object of agents. Mend it, or move it away; \`agent-spawn check ${path}\` tells where it is wrong.`,
      )
    : ok({path, content})
}

const parse = (text: string): Manifest | undefined => {
  try {
    return MANIFEST.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}
