// Benchmark of the journal and what is made from it: appending, replaying, opening, saving the state of an agent, looking for agents that
// have not finished. Everything but the opening runs in this process; start-up is no part
// of it anywhere.

import {execFileSync} from 'node:child_process'
import {
  appendFileSync,
  closeSync,
  fdatasyncSync,
  mkdirSync,
  openSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import {join} from 'node:path'
import {FileJournal} from '../../src/dispatcher/journal/file-journal.ts'
import {encodeFrame} from '../../src/dispatcher/journal/frame.ts'
import {readJournalFile} from '../../src/dispatcher/journal/open-journal.ts'
import {readJournal} from '../../src/dispatcher/journal/read-journal.ts'
import {writeSnapshot} from '../../src/dispatcher/journal/snapshot.ts'
import {journalPath, runsDirectory} from '../../src/dispatcher/runs.ts'
import type {Graph, Task} from '../../src/graph/task.ts'
import {agentState, totalEffort} from '../../src/report/agent-state.ts'
import {type EventBody, JOURNAL_VERSION, type RunEvent} from '../../src/run/event.ts'
import {evolve} from '../../src/run/evolve.ts'
import {next} from '../../src/run/next.ts'
import {DEFAULT_POLICY} from '../../src/run/policy.ts'
import {type RunState, taskState} from '../../src/run/state.ts'
import {agentsOfRun} from '../../src/service/recovery.ts'
import {replaceTextSync, writeAtomic} from '../../src/system/files.ts'
import {median} from './measure.ts'
import type {Scratch} from './scratch.ts'

interface Figure {
  readonly name: string
  readonly samples: readonly number[]
  /** What it is to be compared with. */
  readonly remark: string
}

const HERE = {file: 'plan.md', line: 1, column: 1}
const COMMIT = 'a'.repeat(40)

const graphOf = (count: number): Graph => {
  const tasks: Task[] = Array.from({length: count}, (_, index) => ({
    id: `T${index + 1}`,
    title: `Task ${index + 1}`,
    priority: 'MEDIUM',
    dependencies: [],
    inputs: [],
    outputs: [{path: `out/${index}.txt`, intent: 'create', location: HERE}],
    gates: [],
    relatedDocs: [],
    instruction: `### T${index + 1}: Task ${index + 1}`,
    source: {file: 'plan.md', line: 1, endLine: 1},
  }))
  return {
    title: 'bench',
    sources: ['plan.md'],
    tasks,
    groups: [],
    layers: [],
    edges: [],
    settings: {documents: {}},
  }
}

/** The events of a run in which every task passes and is merged; of `atWork` tasks only the start. */
const eventsOf = (count: number, atWork = 0): readonly RunEvent[] => {
  const graph = graphOf(count)
  const at = Date.UTC(2026, 0, 1)
  const events: RunEvent[] = []
  let state: RunState | undefined
  const record = (event: RunEvent): void => {
    events.push(event)
    state = evolve(state, event)
  }
  record({
    ...{type: 'run-started', at, version: JOURNAL_VERSION, run: '20260101-000000000-b0b0', graph},
    policy: {...DEFAULT_POLICY, slots: Math.max(8, atWork)},
    selection: graph.tasks.map(({id}) => id),
    base: {branch: 'main', commit: COMMIT, integrationBranch: 'agent-spawn/bench'},
  })
  const queue: RunEvent[] = []
  for (;;) {
    for (let due = state && next(state, at); due !== undefined; due = state && next(state, at)) {
      record(due)
      queue.push(due)
    }
    const decision = queue.shift()
    if (decision === undefined) return events
    for (const body of bodiesAfter(decision, atWork)) record({...body, at})
  }
}

const bodiesAfter = (event: RunEvent, atWork: number): readonly EventBody[] => {
  if (event.type === 'merge-started') {
    const {task, attempt} = event
    return [
      {
        type: 'merge-finished',
        task,
        attempt,
        result: {type: 'merged', commit: COMMIT, tree: COMMIT},
        durationMs: 9,
      },
    ]
  }
  if (event.type !== 'attempt-started') return []
  const {task, attempt} = event
  const leader = {pid: 4_000_000, startTicks: 1_000_000, bootId: '00000000-0000-4000-8000-000000000000'}
  const begun: EventBody[] = [
    {
      type: 'workspace-created',
      task,
      attempt,
      path: `.conductor/workspaces/agent-${task}-general`,
      branch: `agent/${task}/general`,
    },
    {type: 'process-started', task, attempt, leader, status: `attempts/${task}-1.status`},
  ]
  if (atWork > 0) return begun
  const passed = {gate: 'validation', type: 'command', verdict: 'passed', steps: [], durationMs: 5} as const
  return [
    ...begun,
    {type: 'agent-exited', task, attempt, exitCode: 0, durationMs: 90, log: `attempts/${task}-1.log`},
    {type: 'gate-finished', task, attempt, stage: 'workspace', record: passed, tree: COMMIT},
    {
      type: 'attempt-finished',
      task,
      attempt,
      outcome: {type: 'passed'},
      durationMs: 99,
      commit: COMMIT,
      tree: COMMIT,
      trespasses: [],
    },
  ]
}

const framed = (events: readonly RunEvent[]): Buffer =>
  Buffer.concat(events.map((event, index) => Buffer.from(encodeFrame(index + 1, event))))

const timed = async (times: number, act: (round: number) => unknown): Promise<readonly number[]> => {
  const samples: number[] = []
  for (let round = 0; round < times; round++) {
    const start = performance.now()
    await act(round)
    samples.push(performance.now() - start)
  }
  return samples
}

const APPENDS = 500
const LINE: RunEvent = {type: 'attempt-started', at: 0, task: 'T1', attempt: 1, agent: 'claude', base: COMMIT}

/** One after the other, each waiting for the disk. */
const appending = async (directory: string): Promise<readonly Figure[]> => {
  const opened = await FileJournal.open(join(directory, 'journal'))
  if (!opened.ok) throw new Error(opened.error.message)
  const {journal} = opened.value
  const ours = await timed(APPENDS, () => journal.append(LINE))
  await journal.close()
  const file = openSync(join(directory, 'raw'), 'a')
  const line = encodeFrame(1, LINE)
  const raw = await timed(APPENDS, () => {
    writeSync(file, line)
    fdatasyncSync(file)
  })
  closeSync(file)
  return [
    {name: 'append an event, durable', samples: ours, remark: ''},
    {name: 'the same bytes, raw write and fdatasync', samples: raw, remark: 'the disk'},
  ]
}

const replaying = async (rounds: number, sizes: readonly number[]): Promise<readonly Figure[]> => {
  const figures: Figure[] = []
  for (const size of sizes) {
    const bytes = framed(eventsOf(size))
    const samples = await timed(rounds, () => {
      if (!readJournal(bytes).ok) throw new Error('bug: the journal is damaged')
    })
    const megabytes = (bytes.length / 1e6).toFixed(1)
    figures.push({name: `replay ${size.toLocaleString('en')} tasks`, samples, remark: `${megabytes} MB`})
  }
  return figures
}

/** With the snapshot that its dispatcher left; and what `run --continue` needs beside that, an index of who is ready. */
const opening = async (directory: string, rounds: number, size: number): Promise<readonly Figure[]> => {
  const path = join(directory, 'opened')
  writeFileSync(path, framed(eventsOf(size)))
  const whole = await readJournalFile(path)
  if (!whole.ok || whole.value.state === undefined) throw new Error('bug: the journal is damaged')
  await writeSnapshot(path, {...whole.value, state: whole.value.state})
  const opened = Array.from({length: rounds}, () => openApart(path))
  if (opened.some(({done}) => done !== size)) throw new Error('bug: another state')
  const name = `${size.toLocaleString('en')} tasks`
  return [
    {
      name: `open ${name} with a snapshot`,
      samples: opened.map(({openMs}) => openMs),
      remark: 'required: below 1,000 ms',
    },
    {name: `index ${name}`, samples: opened.map(({indexMs}) => indexMs), remark: 'to go on with them'},
  ]
}

interface Opened {
  readonly done: number
  readonly openMs: number
  readonly indexMs: number
}

/** In a process of its own: what this one holds would make collecting garbage take longer. */
const openApart = (path: string): Opened =>
  JSON.parse(
    execFileSync(process.execPath, [join(import.meta.dirname, 'open-run.ts'), path], {encoding: 'utf8'}),
  )

const SAVES = 1_000

const saving = async (directory: string): Promise<readonly Figure[]> => {
  const state = eventsOf(100, 100).reduce<RunState | undefined>(
    (before, event) => evolve(before, event),
    undefined,
  )
  if (state === undefined) throw new Error('bug: no state')
  const effort = totalEffort(state.graph)
  const text = (round: number): string =>
    `${JSON.stringify(agentState(state, taskState(state, `T${(round % 100) + 1}`), effort), undefined, 2)}\n`
  const path = join(directory, 'state.json')
  return [
    {
      name: 'save the state of an agent',
      samples: await timed(SAVES, round => replaceTextSync(path, text(round))),
      remark: 'required: p95 below 3 ms',
    },
    {
      name: 'the same, durable',
      samples: await timed(SAVES / 5, round => writeAtomic(path, text(round))),
      remark: 'required: p95 below 10 ms',
    },
  ]
}

/** Agents that were at work when the dispatcher went, each with its log. */
const recovering = async (directory: string, sizes: readonly number[]): Promise<readonly Figure[]> => {
  const figures: Figure[] = []
  for (const size of sizes) {
    const root = join(directory, String(size))
    const events = eventsOf(size, size)
    const path = journalPath(root, '20260101-000000000-b0b0')
    mkdirSync(join(path, '../attempts'), {recursive: true})
    mkdirSync(runsDirectory(root), {recursive: true})
    writeFileSync(path, framed(events))
    for (let task = 1; task <= size; task++)
      appendFileSync(join(path, `../attempts/T${task}-1.log`), 'at work\n')
    const samples = await timed(5, async () => {
      const found = await agentsOfRun(root)
      if (!found.ok || found.value?.agents.length !== size) throw new Error('bug: agents are missing')
    })
    figures.push({
      name: `recovery check of ${size.toLocaleString('en')} agents`,
      samples,
      remark: size === 100 ? 'required: about 60 ms' : 'required: below 300 ms',
    })
  }
  return figures
}

const showMs = (ms: number): string => (ms < 10 ? `${ms.toFixed(3)} ms` : `${ms.toFixed(0)} ms`)

const percentile = (samples: readonly number[], share: number): number => {
  const sorted = samples.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}

/** Prints the table, and answers with it for `--json`. */
export const benchJournal = async (scratch: Scratch, rounds: number, isQuick: boolean): Promise<object> => {
  const directory = scratch({'empty.txt': ''})
  const figures = [
    ...(await appending(directory)),
    ...(await saving(directory)),
    ...(await recovering(directory, [100, 1_000])),
    ...(await replaying(rounds, isQuick ? [1_000] : [1_000, 100_000])),
    ...(await opening(directory, rounds, isQuick ? 1_000 : 100_000)),
  ]
  const width = Math.max(...figures.map(({name}) => name.length))
  console.log(`\nThe journal, in one process\n  ${''.padEnd(width)}      median         p95`)
  for (const {name, samples, remark} of figures) {
    const [middle, high] = [median(samples) ?? 0, percentile(samples, 0.95)].map(ms =>
      showMs(ms).padStart(12),
    )
    console.log(`  ${name.padEnd(width)}${middle}${high}  ${remark}`.trimEnd())
  }
  return {title: 'journal', figures: figures.map(({name, samples}) => ({name, samples}))}
}
