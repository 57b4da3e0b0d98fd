// What runs at this moment, for people. However much there is of it, each thing gets a line or a few.

import {counted, listed} from '../graph/wording.ts'
import {reveal} from '../util/display.ts'
import {type Conflict, conflictsOf} from './conflict.ts'
import {adviceOf} from './monitor.ts'
import {type ActiveAgent, activeAgents, changedFiles, heldLocks, type Monitored} from './monitored.ts'
import type {Style} from './style.ts'
import {formatDuration, formatInstant} from './time.ts'
import {oneLine} from './words.ts'

/** Of one thing; `--json` has all. */
const FILES_SHOWN = 5
const LINES_SHOWN = 20
const TITLE_CHARS = 40

/** Ends with a newline. */
export const monitorText = (monitored: Monitored, style: Style): string => {
  const conflicts = conflictsOf(monitored)
  const isDuplicate = ({type}: Conflict): boolean => type === 'duplicate_task'
  return [
    headLines(monitored, style),
    agentLines(monitored, style),
    lockLines(monitored, style),
    changeLines(monitored, style),
    conflictLines(
      'Conflicts',
      conflicts.filter(each => !isDuplicate(each)),
      style,
    ),
    conflictLines('Duplicates', conflicts.filter(isDuplicate), style),
    [style.bold('Advice'), ...adviceOf(monitored).map(line => `  ${line}`)],
  ]
    .filter(lines => lines.length > 0)
    .map(lines => `${lines.join('\n')}\n`)
    .join('\n')
}

const headLines = ({at, runs}: Monitored, style: Style): readonly string[] => [
  `${style.bold('Agent monitor')}  ${formatInstant(at)}`,
  ...(runs.length === 0 ? ['Nothing runs.'] : []),
  ...runs.flatMap(({state, dispatcher, problems}) => [
    `run ${oneLine(state.run)}: ${dispatcher === null ? 'no dispatcher' : `dispatcher ${dispatcher}`}${state.paused === undefined ? '' : `, paused by ${oneLine(state.paused.by)}`}`,
    ...problems.map(problem => style.yellow(`  ${oneLine(problem)}`)),
  ]),
]

const agentLines = (monitored: Monitored, style: Style): readonly string[] => {
  const agents = activeAgents(monitored)
  return [
    `${style.bold('Active agents')}: ${agents.length}`,
    ...agents.flatMap(agent => agentEntry(agent, monitored.at)),
  ]
}

const agentEntry = (agent: ActiveAgent, at: number): readonly string[] => {
  const {task, title, pid, priority, startedAt, activeAt, workspace, branch, changed, attempt} = agent
  const place = workspace === null ? [] : [shown(workspace), ...(branch === null ? [] : [oneLine(branch)])]
  return [
    `  ${task} ${cut(title)}: ${oneLine(agent.agent)}, attempt ${attempt}, ${pid === null ? 'no process' : `pid ${pid}`}, priority ${priority}`,
    `    at work for ${formatDuration(at - startedAt)}, last active ${formatDuration(at - activeAt)} ago${place.length === 0 ? '' : `, in ${place.join(' on ')}`}`,
    ...(changed.length === 0 ? [] : [`    ${counted(changed.length, 'changed file')}: ${files(changed)}`]),
  ]
}

const lockLines = (monitored: Monitored, style: Style): readonly string[] => {
  const locks = heldLocks(monitored)
  return [
    `${style.bold('Locks')}: ${locks.length === 0 ? 'none' : locks.length}`,
    ...atMost(
      locks.map(({path, access, holder, waiting}) => {
        const who = waiting.length === 0 ? '' : `; ${few(waiting)} ${waiting.length === 1 ? 'waits' : 'wait'}`
        return `  ${access.padEnd('exclusive'.length)}  ${shown(path === '' ? '.' : path)}: ${holder}${who}`
      }),
    ),
  ]
}

const changeLines = (monitored: Monitored, style: Style): readonly string[] => {
  const {length} = changedFiles(monitored)
  return [`${style.bold('Changed files')}, not merged: ${length === 0 ? 'none' : length}`]
}

const conflictLines = (heading: string, conflicts: readonly Conflict[], style: Style): readonly string[] => [
  `${style.bold(heading)}: ${conflicts.length === 0 ? 'none' : conflicts.length}`,
  ...atMost(
    conflicts.map(({type, severity, agents, files: paths, recommended_action}) => {
      const word = severity === 'critical' ? style.red(severity) : style.yellow(severity)
      const where = paths.length === 0 ? '' : `: ${files(paths)}`
      return `  ${word} ${type}, ${listed(agents)}${where}\n    ${recommended_action}`
    }),
  ),
]

const atMost = (lines: readonly string[]): readonly string[] =>
  lines.length <= LINES_SHOWN
    ? lines
    : [...lines.slice(0, LINES_SHOWN), `  … and ${lines.length - LINES_SHOWN} more`]

const files = (paths: readonly string[]): string => few(paths.map(shown))

const few = (names: readonly string[]): string =>
  names.length <= FILES_SHOWN
    ? listed(names)
    : `${names.slice(0, FILES_SHOWN).join(', ')} and ${names.length - FILES_SHOWN} more`

/** As it is, where a path ends is plain, and it cannot move the cursor; otherwise in quotes. */
const shown = (path: string): string =>
  /^[\w@%+=:./()[\]{}*?~-]+$/.test(path) ? path : reveal(JSON.stringify(path))

const cut = (title: string): string => {
  const line = oneLine(title)
  return line.length <= TITLE_CHARS ? line : `${line.slice(0, TITLE_CHARS - 1)}…`
}
