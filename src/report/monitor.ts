// What `monitor` says of what runs: advice, and an object for programs. Whether that is well is said by `conflict.ts`.

import {counted} from '../graph/wording.ts'
import {conflictsOf, sharedFilesIn} from './conflict.ts'
import {type FileChange, fileChange} from './file-change.ts'
import {
  activeAgents,
  atWork,
  changedFiles,
  heldLocks,
  type Monitored,
  type MonitoredRun,
} from './monitored.ts'
import {formatInstant} from './time.ts'

/** One sentence or two each, the gravest first; never empty. */
export const adviceOf = (monitored: Monitored): readonly string[] => {
  const {agents, files} = monitored.thresholds
  const working = atWork(monitored).length
  const changed = changedFiles(monitored).length
  const critical = conflictsOf(monitored).filter(({severity}) => severity === 'critical').length
  const advice = [
    ...(critical > 0
      ? [`${counted(critical, 'conflict')} will not come right without a person: see to that first.`]
      : []),
    ...monitored.runs.filter(isForsaken).map(describeForsaken),
    ...(changed > files
      ? [
          `HIGH CONFLICT RISK: ${changed} changed files are not merged yet, more than ${files} (monitor.files). Let some of it be merged before more is started.`,
        ]
      : []),
    ...(working > agents
      ? [
          `Too many agents: ${working} are at work, more than ${agents} (monitor.agents). Fewer at once get less in each other's way (run --concurrency).`,
        ]
      : []),
    ...(working > 1 && changed > 0 && changed <= files
      ? [`Moderate conflict risk: ${working} agents are at work, and there are changes that are not merged.`]
      : []),
  ]
  if (advice.length > 0) return advice
  return working === 0
    ? ['Safe: no agent is at work, and any may be started.']
    : [`Low conflict risk: ${counted(working, 'agent')} at work.`]
}

const isForsaken = ({dispatcher, work}: MonitoredRun): boolean =>
  dispatcher === null && work.some(({isAtWork, pid}) => isAtWork && pid !== null)

const describeForsaken = ({state: {run}}: MonitoredRun): string =>
  `Run ${run} has agents at work and no dispatcher. Take them over: agent-spawn run --continue --run ${run}; or end them: agent-spawn cleanup`

/** Nothing needs a person. */
export const isHealthy = (monitored: Monitored): boolean =>
  conflictsOf(monitored).every(({severity}) => severity === 'warning')

/** Additive within a schema version. Instants are ISO 8601 in UTC. */
export const monitorJson = (monitored: Monitored): object => {
  const conflicts = conflictsOf(monitored)
  return {
    schemaVersion: 1,
    kind: 'monitor',
    at: formatInstant(monitored.at),
    healthy: isHealthy(monitored),
    runs: monitored.runs.map(({state, dispatcher, problems}) => ({
      run: state.run,
      dispatcher,
      paused: state.paused !== undefined,
      problems,
    })),
    agents: activeAgents(monitored).map(({startedAt, activeAt, ...agent}) => ({
      ...agent,
      startedAt: formatInstant(startedAt),
      ageSeconds: Math.round((monitored.at - startedAt) / 1000),
      lastActivityAt: formatInstant(activeAt),
    })),
    locks: heldLocks(monitored),
    file_change_queue: monitored.runs.flatMap(queueOf),
    conflicts: conflicts.filter(({type}) => type !== 'duplicate_task'),
    duplicates: conflicts.filter(({type}) => type === 'duplicate_task'),
    advice: adviceOf(monitored),
    thresholds: monitored.thresholds,
  }
}

const queueOf = (run: MonitoredRun): readonly FileChange[] => {
  const contested = new Set(sharedFilesIn(run).flatMap(({files}) => files))
  return run.seen.map(change => fileChange(change, contested))
}
