// The format of `orchestrator.json`: a manifest of agents, what each of them may write, and the rules they work under. An agent of
// the manifest is a task here.

import type {Diagnostic} from '../../graph/diagnostic.ts'
import type {DependencyRef, Draft, DraftTask, Fact, TaskStatus} from '../../graph/draft.ts'
import {type Places, placesOf} from '../../graph/offsets.ts'
import type {CoordinatedTask, Coordination, PlanSettings} from '../../graph/task.ts'
import {listed} from '../../graph/wording.ts'
import type {Format} from '../format.ts'
import {type Json, type JsonObject, readJson} from '../json.ts'
import {jsonDraft, jsonFact, jsonSyntax, objectsIn, readJsonTask, scalarOf} from '../json-task.ts'
import {safeId} from '../task-ids.ts'

export const orchestrator: Format = {
  name: 'orchestrator',
  looksFor: 'a JSON object with "agents" and "coordination_rules" or "orchestrator_version"',
  comments: 'none',
  matches: ({text}) =>
    /^\s*\{/.test(text) &&
    /"agents"\s*:\s*[[{]/.test(text) &&
    /"(?:orchestrator_version|coordination_rules)"\s*:/.test(text),
  read: document => {
    const places = placesOf(document)
    const root = readJson(document.text)
    if (!root.ok) return jsonDraft(document, {diagnostics: [jsonSyntax(root.error, places)]})
    return jsonDraft(document, root.value.type === 'object' ? readManifest(root.value, places) : {})
  },
}

/** Seconds an agent has where the manifest gives it no time of its own. */
const DEFAULT_TIMEOUT_S = 600

const readManifest = (root: JsonObject, places: Places): Partial<Draft> => {
  const agents = agentsIn(root)
  const found = root.entries.get('coordination_rules')
  const rules = found?.type === 'object' ? found : undefined
  return {
    title: scalarOf(root, 'title', 'phase', 'session_id')?.text.trim() ?? '',
    tasks: agents.map(agent => readAgent(agent, places)),
    settings: {...settingsOf(rules), ...coordinationOf(rules, agents), documents: {}},
    diagnostics: conflictsIn(root, places),
  }
}

interface Agent {
  readonly id: string
  /** Where its id stands. */
  readonly at: Json
  readonly object: JsonObject
}

const agentsIn = (root: JsonObject): readonly Agent[] => {
  const agents = root.entries.get('agents')
  const named =
    agents?.type === 'object'
      ? [...agents.entries].flatMap(([key, object]) => (object.type === 'object' ? [{key, object}] : []))
      : objectsIn(agents).map((object, index) => ({key: `agent-${index + 1}`, object}))
  return named.map(({key, object}) => {
    const id = scalarOf(object, 'id')
    return {id: safeId(id?.text.trim() ?? key), at: id ?? object, object}
  })
}

const readAgent = ({id, at, object}: Agent, places: Places): DraftTask => {
  const written = scalarOf(object, 'status')
  const status = written && STATUSES.get(written.text.trim().toUpperCase())
  const {
    status: _status,
    priorities: _priorities,
    ...task
  } = readJsonTask(
    object,
    {id: jsonFact(id, at, places), dependencies: dependenciesOf(object, places)},
    places,
  )
  return {
    ...task,
    titles: task.titles.length > 0 ? task.titles : [jsonFact(id, at, places)],
    // Its numbers are urgencies, and go the other way about where they are not 1 to 5.
    priorities: [],
    ...(written === undefined || status === undefined ? {} : {status: jsonFact(status, written, places)}),
    instruction: task.instruction === '' ? (task.titles[0]?.value ?? id) : task.instruction,
  }
}

/** Only what ended well is done: nobody knows what became of an agent that was at work when the manifest was written. */
const STATUSES: ReadonlyMap<string, TaskStatus> = new Map([
  ['REGISTERED', 'todo'],
  ['WAITING', 'todo'],
  ['BLOCKED', 'blocked'],
  ['RUNNING', 'in-progress'],
  ['TIMEOUT', 'todo'],
  ['CONFLICT', 'blocked'],
  ['COMPLETING', 'in-progress'],
  ['COMPLETED', 'done'],
  ['TERMINATED', 'todo'],
])

const dependenciesOf = (object: JsonObject, places: Places): Fact<readonly DependencyRef[]>[] => {
  const list = object.entries.get('dependencies')
  if (list?.type !== 'list') return []
  const refs = list.items.flatMap((item): DependencyRef[] =>
    item.type === 'string'
      ? [{type: 'task', id: safeId(item.text.trim()), location: places(item.at, item.end)}]
      : [],
  )
  return [jsonFact(refs, list, places)]
}

const settingsOf = (rules: JsonObject | undefined): Omit<PlanSettings, 'documents'> => {
  const maxConcurrent = numberOf(rules, 'max_concurrent_agents')
  return {
    ...(maxConcurrent === undefined ? {} : {maxConcurrent}),
    runLimitMs: DEFAULT_TIMEOUT_S * 1000,
  }
}

const coordinationOf = (
  rules: JsonObject | undefined,
  agents: readonly Agent[],
): {readonly coordination: Coordination} => {
  const requiresLocks = literalOf(rules, 'require_file_locks')
  const resolves = literalOf(rules, 'auto_resolve_conflicts')
  const strategy = rules && scalarOf(rules, 'merge_strategy')?.text
  const checkpointS = numberOf(rules, 'checkpoint_interval')
  return {
    coordination: {
      ...(requiresLocks === undefined ? {} : {claims: requiresLocks ? 'fail' : 'warn'}),
      ...(strategy === undefined ? {} : {merge: strategy === 'manual_review' ? 'approved' : 'automatic'}),
      ...(resolves === undefined ? {} : {repairsConflicts: resolves}),
      ...(checkpointS === undefined ? {} : {checkpointMs: checkpointS * 1000}),
      tasks: Object.fromEntries(agents.map(({id, object}) => [id, ruledOf(object)])),
    },
  }
}

const ruledOf = (object: JsonObject): CoordinatedTask => {
  const urgency = numberOf(object, 'priority')
  const timeoutS = numberOf(object, 'timeout')
  const claims = textsOf(object.entries.get('file_locks'))
  return {
    ...(claims.length === 0 ? {} : {claims}),
    ...(urgency === undefined || urgency > 5 ? {} : {urgency}),
    ...(timeoutS === undefined ? {} : {runLimitMs: timeoutS * 1000}),
  }
}

/** Above 0. */
const numberOf = (object: JsonObject | undefined, key: string): number | undefined => {
  const text = object && scalarOf(object, key)?.text
  return text !== undefined && /^[1-9]\d{0,7}$/.test(text) ? Number(text) : undefined
}

const literalOf = (object: JsonObject | undefined, key: string): boolean | undefined => {
  const value = object?.entries.get(key)
  return value?.type === 'literal' && value.text !== 'null' ? value.text === 'true' : undefined
}

const textsOf = (value: Json | undefined): readonly string[] =>
  value?.type === 'list' ? value.items.flatMap(item => (item.type === 'string' ? [item.text] : [])) : []

/** What somebody wrote down as unsolved is told again before the same agents start. */
const conflictsIn = (root: JsonObject, places: Places): Diagnostic[] =>
  objectsIn(root.entries.get('conflicts')).map(record => {
    const agents = textsOf(record.entries.get('agents'))
    const files = textsOf(record.entries.get('files'))
    const advice = scalarOf(record, 'recommended_action')?.text.trim()
    const over = files.length === 0 ? '' : ` over ${listed(files)}`
    return {
      severity: 'warning',
      rule: 'recorded-conflict',
      message: `${listed(agents)} are recorded as in conflict${over}${advice === undefined ? '' : `; recommended there: ${advice}`}; take one of them out, or give them different files`,
      location: places(record.at, record.end),
      related: [],
    }
  })
