// What is said of agents that have not finished: the summary, the texts of `recover`, the lines at a start. Knows nothing of files.

import type {AgentState} from './agent-state.ts'
import {oneLine} from './words.ts'

/** As much of an agent's state as even a damaged or half-written record of another program has. */
export type AgentRecord = Pick<AgentState, 'agent_id'> &
  Partial<Pick<AgentState, 'agent_name' | 'agent_type' | 'started_at' | 'progress' | 'parent_agent_id'>> & {
    readonly status: string
    readonly pid?: number | null
    readonly progress_message?: string
  }

export interface RecoverySummary {
  readonly total_incomplete: number
  readonly by_status: {readonly [status: string]: number}
  readonly by_type: {readonly [type: string]: number}
  readonly agents: readonly AgentRecord[]
}

/** Of agents that are incomplete. */
export const recoverySummary = (agents: readonly AgentRecord[]): RecoverySummary => ({
  total_incomplete: agents.length,
  by_status: countBy(agents, ({status}) => status),
  by_type: countBy(agents, ({agent_type = UNKNOWN}) => agent_type),
  agents,
})

const UNKNOWN = 'unknown'

const countBy = (
  agents: readonly AgentRecord[],
  keyOf: (agent: AgentRecord) => string,
): {readonly [key: string]: number} => {
  const counts = new Map<string, number>()
  for (const agent of agents) counts.set(keyOf(agent), (counts.get(keyOf(agent)) ?? 0) + 1)
  return Object.fromEntries(counts)
}

const countLines = (counts: {readonly [key: string]: number}): readonly string[] =>
  Object.entries(counts).map(([key, count]) => `  - ${oneLine(key)}: ${count}`)

/** Said when a dispatcher begins. */
export const recoveryLines = ({total_incomplete, by_status, by_type}: RecoverySummary): readonly string[] =>
  total_incomplete === 0
    ? ['[RECOVERY] No incomplete agents found']
    : [
        `[RECOVERY] Found ${total_incomplete} incomplete agents`,
        ...[...countLines(by_status), ...countLines(by_type)].map(line => `[RECOVERY] ${line}`),
        '[RECOVERY] Agent states preserved for resumption',
      ]

const RULE = '='.repeat(60)

const ACTIONS = [
  'RECOVERY ACTIONS:',
  '1. See each of them: agent-spawn recover list',
  '2. Go on with them: agent-spawn recover resume',
  '3. Give them up: agent-spawn recover clear',
]

/** Ends with a newline. */
export const recoveryCheckText = (summary: RecoverySummary): string => {
  const heading = [RULE, 'AGENT COORDINATOR RECOVERY CHECK', RULE, '']
  const found =
    summary.total_incomplete === 0
      ? ['No incomplete agents found']
      : [
          ...[`Total incomplete agents: ${summary.total_incomplete}`, ''],
          ...['By Status:', ...countLines(summary.by_status), ''],
          ...['By Type:', ...countLines(summary.by_type), ''],
          ...ACTIONS,
        ]
  return `${[...heading, ...found].join('\n')}\n`
}

/** Ends with a newline. */
export const recoveryListText = ({agents}: RecoverySummary): string => {
  const entries = agents.map((agent, index) => `${entryLines(agent, index + 1).join('\n')}\n\n`)
  return `${entries.join('')}Total: ${agents.length} incomplete agents\n`
}

const entryLines = (agent: AgentRecord, number: number): readonly string[] => {
  const facts: readonly (readonly [string, string | null | undefined])[] = [
    ['Name', agent.agent_name],
    ['Type', agent.agent_type],
    ['Status', agent.status],
    ['Started', agent.started_at],
    ['Progress', agent.progress === undefined ? undefined : `${agent.progress}%`],
    ['Parent', agent.parent_agent_id],
    ['Message', agent.progress_message],
  ]
  return [
    `[${number}] Agent ID: ${oneLine(agent.agent_id)}`,
    ...facts.map(([name, value]) => `    ${name}: ${value ? oneLine(value) : 'N/A'}`),
  ]
}
