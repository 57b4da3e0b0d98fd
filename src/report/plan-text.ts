// The human output of `plan`: what would run, in which order, and how each result would be judged.

import type {Compiled} from '../graph/compile.ts'
import {criticalPath, DEFAULT_EFFORT_HOURS, totalHours, waves} from '../graph/order.ts'
import type {Gate, Graph, Group, Step, Task, TaskId} from '../graph/task.ts'
import {counted} from '../graph/wording.ts'
import {workGraph} from '../graph/work-graph.ts'
import {displayLine} from '../util/display.ts'
import type {Style} from './style.ts'

/** Characters of a title or a list of ids in a table; a task is found again by its id. */
const MAX_TITLE = 44
const MAX_NEEDS = 24

/** Waves that are printed, and tasks of each; what is left is counted. */
const MAX_WAVES = 24
const MAX_WAVE = 12

/** Ends with a newline. Diagnostics are printed apart, see `printDiagnostics`. */
export const printPlan = ({graph}: Compiled, style: Style): string => {
  const widths = widthsOf(graph.tasks)
  const tasks = new Map(graph.tasks.map(task => [task.id, task]))
  const members = ({tasks: ids}: Group): readonly Task[] => ids.flatMap(id => tasks.get(id) ?? [])
  const loose = graph.tasks.filter(({group}) => group === undefined)
  const sections = [
    [style.bold(oneLine(graph.title) || 'Plan')],
    ...graph.groups.map(group => [groupLine(group, style), ...table(members(group), widths, style)]),
    ...(loose.length === 0
      ? []
      : [[...(graph.groups.length === 0 ? [] : [style.bold('No group')]), ...table(loose, widths, style)]]),
    judgementLines(graph, style),
    summaryLines(workGraph(graph), style),
  ]
  return `${sections
    .filter(lines => lines.length > 0)
    .map(lines => lines.join('\n'))
    .join('\n\n')}\n`
}

interface Widths {
  readonly id: number
  readonly title: number
  readonly needs: number
}

const widthsOf = (tasks: readonly Task[]): Widths => {
  const widest = (of: (task: Task) => string): number =>
    tasks.reduce((width, task) => Math.max(width, of(task).length), 0)
  return {id: widest(({id}) => id), title: widest(titleOf), needs: widest(needsOf)}
}

const oneLine = (text: string): string => displayLine(text).replaceAll(/ +/g, ' ').trim()

const cut = (text: string, width: number): string =>
  text.length > width ? `${text.slice(0, width - 1)}…` : text

const titleOf = ({title}: Task): string => cut(oneLine(title), MAX_TITLE)

const needsOf = ({dependencies}: Task): string =>
  dependencies.length === 0 ? '-' : compactIds(dependencies, MAX_NEEDS)

/** As many ids as fit, and how many more there are. */
const compactIds = (ids: readonly TaskId[], width: number): string => {
  const all = ids.join(',')
  if (all.length <= width) return all
  const shown = ids.filter((_, index) => ids.slice(0, index + 1).join(',').length + 5 <= width)
  return `${shown.join(',')} +${ids.length - shown.length}`
}

const groupLine = ({id, name, tasks, day, parallelism, dependsOn}: Group, style: Style): string => {
  const facts = [
    ...(name === '' || name === id ? [] : [oneLine(name)]),
    ...(day === undefined ? [] : [`day ${day}`]),
    counted(tasks.length, 'task'),
    ...(parallelism === undefined ? [] : [`at most ${parallelism} at once`]),
    ...(dependsOn.length === 0 ? [] : [`after ${dependsOn.map(oneLine).join(', ')}`]),
  ]
  return `${style.bold(oneLine(id))} ${style.dim(`(${facts.join(', ')})`)}`
}

const table = (tasks: readonly Task[], widths: Widths, style: Style): readonly string[] =>
  tasks.map(task => {
    const {id, effortHours, outputs} = task
    return [
      `  ${style.cyan(id.padEnd(widths.id))}`,
      titleOf(task).padEnd(widths.title),
      `${effortHours === undefined ? '?' : effortHours} h`.padStart(6),
      style.dim(`needs ${needsOf(task).padEnd(widths.needs)}`),
      style.dim(counted(outputs.length, 'output').padStart(10)),
      gatesOf(task, style),
    ].join('  ')
  })

const gatesOf = ({gates, isContainer, isOptional}: Task, style: Style): string => {
  if (isContainer === true) return style.dim('all in its parts')
  const judged = gateLabels(gates, style)
  return isOptional === true ? `${judged}${style.dim(', optional')}` : judged
}

const gateLabels = (gates: readonly Gate[], style: Style): string => {
  if (gates.length === 0) return style.yellow('no validation')
  const types = Map.groupBy(gates, gateLabel)
  return style.dim(
    [...types].map(([label, same]) => (same.length === 1 ? label : `${label} ×${same.length}`)).join(', '),
  )
}

const gateLabel = ({type, steps}: Gate): string =>
  type === 'command' ? counted(steps.length, 'step') : oneLine(type)

/** Steps that are judged otherwise than by exit code 0, and why: a person should see that before trusting the run. */
const judgementLines = ({tasks}: Graph, style: Style): readonly string[] => {
  const lines = tasks.flatMap(({id, gates}) =>
    gates.flatMap(({steps}) =>
      steps.filter(isSpecial).map(step => {
        const why = step.because === undefined ? '' : style.dim(` (${oneLine(step.because)})`)
        return `  ${style.cyan(id)}  ${style.yellow(judgement(step))}  ${cut(oneLine(step.name), MAX_TITLE)}${why}`
      }),
    ),
  )
  return lines.length === 0 ? [] : [style.bold('Steps judged in their own way'), ...lines]
}

const isSpecial = ({kind, expect, because}: Step): boolean =>
  kind !== 'check' || expect === 'failure' || because !== undefined

const judgement = ({kind, expect}: Step): string => (expect === 'failure' ? `${kind}, should fail` : kind)

const summaryLines = (graph: Graph, style: Style): readonly string[] => {
  const path = criticalPath(graph)
  const layers = waves(graph)
  const unknown = graph.tasks.filter(({effortHours}) => effortHours === undefined).length
  return [
    style.bold('Waves'),
    ...waveLines(layers),
    '',
    `${style.bold('Critical path')}  ${path.hours} h: ${pathText(path.tasks)}`,
    `${style.bold('Total')}  ${counted(graph.tasks.length, 'task')}, ${totalHours(graph)} h${
      unknown === 0
        ? ''
        : ` (${counted(unknown, 'task')} without an estimate counted as ${DEFAULT_EFFORT_HOURS} h)`
    }`,
  ]
}

const waveLines = (layers: readonly (readonly TaskId[])[]): readonly string[] => {
  const width = String(layers.length).length
  const lines = layers
    .slice(0, MAX_WAVES)
    .map((wave, index) => `  ${String(index + 1).padStart(width)}  ${waveText(wave)}`)
  const left = layers.length - lines.length
  return left === 0 ? lines : [...lines, `  … and ${counted(left, 'more wave')}`]
}

const waveText = (wave: readonly TaskId[]): string =>
  wave.length <= MAX_WAVE
    ? wave.join(', ')
    : `${wave.slice(0, MAX_WAVE).join(', ')} and ${wave.length - MAX_WAVE} more`

const pathText = (tasks: readonly TaskId[]): string => {
  const left = tasks.length - 2 * MAX_WAVE
  const shown =
    left <= 0 ? tasks : [...tasks.slice(0, MAX_WAVE), `… ${left} more …`, ...tasks.slice(-MAX_WAVE)]
  return shown.join(' → ')
}
