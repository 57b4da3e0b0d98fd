// What `monitor` says of what others have looked up: word for word, and as an object.

import {expect, test} from 'vitest'
import type {Graph} from '../../src/graph/task.ts'
import {conflictsOf} from '../../src/report/conflict.ts'
import {adviceOf, isHealthy, monitorJson} from '../../src/report/monitor.ts'
import {monitorText} from '../../src/report/monitor-text.ts'
import {
  DEFAULT_THRESHOLDS,
  type LiveWork,
  type Monitored,
  type MonitoredRun,
} from '../../src/report/monitored.ts'
import {PLAIN} from '../../src/report/style.ts'
import type {EventBody} from '../../src/run/event.ts'
import {BACKOFFS, DEFAULT_POLICY, type Policy} from '../../src/run/policy.ts'
import {graphOf} from '../run/graphs.ts'
import {Story} from '../run/story.ts'

const NOW = 200_000

const opened = (task: string): EventBody => ({
  type: 'workspace-created',
  task,
  attempt: 1,
  path: `.conductor/workspaces/agent-${task}-general`,
  branch: `agent/${task}/general`,
})

const atWork = (task: string, changed: readonly string[], more: Partial<LiveWork> = {}): LiveWork => ({
  ...{task, attempt: 1, isAtWork: true, pid: 4000 + Number(task.slice(1)), activeAt: NOW - 2_000, changed},
  ...more,
})

const looked = (story: Story, more: Partial<MonitoredRun> = {}): MonitoredRun => ({
  ...{state: story.state, dispatcher: 99, work: [], clashes: [], seen: [], problems: []},
  ...more,
})

const at = (runs: readonly MonitoredRun[], thresholds = DEFAULT_THRESHOLDS): Monitored => ({
  ...{at: NOW, runs, thresholds},
})

const storyOf = (graph: Graph, policy: Partial<Policy> = {}): Story => {
  const story = new Story(graph, policy)
  for (const id of story.state.schedule.running) story.tell(opened(id))
  return story
}

test('S002-18: nothing runs', () => {
  const monitored = at([])
  expect(isHealthy(monitored)).toBe(true)
  expect(monitorText(monitored, PLAIN)).toMatchInlineSnapshot(`
    "Agent monitor  1970-01-01T00:03:20Z
    Nothing runs.

    Active agents: 0

    Locks: none

    Changed files, not merged: none

    Conflicts: none

    Duplicates: none

    Advice
      Safe: no agent is at work, and any may be started.
    "
  `)
})

const QUAY = graphOf({
  T1: {writes: ['src/quay.ts', 'a path, with "all".ts']},
  T2: {writes: ['src/basin/']},
  T3: {writes: ['src/quay.ts']},
  T4: {writes: ['src/basin/wall.ts', 'src/quay.ts']},
})

const HARBOUR: Partial<Policy> = {
  priority: {byTask: {T1: 1}, ageMs: 0},
  ownership: {owners: {}, claims: {T2: {shared: ['docs/']}}},
}

const busy = (): Monitored => {
  const work = [
    atWork('T1', ['src/quay.ts', 'a path, with "all".ts', 'new\nline', 'src/basin/wall.ts']),
    atWork('T2', ['src/basin/wall.ts', 'src/basin/floor.ts'], {pid: null}),
  ]
  const clashes = [
    {task: 'T1', other: 'T2', paths: ['src/basin/wall.ts']},
    {task: 'T2', other: null, paths: ['src/basin/floor.ts']},
  ]
  const seen = [
    {at: NOW - 4_000, task: 'T1', paths: ['src/quay.ts']},
    {at: NOW - 2_000, task: 'T2', paths: ['src/basin/wall.ts']},
  ]
  return at([looked(storyOf(QUAY, HARBOUR), {work, clashes, seen})])
}

test('S002-18, S002-19: agents with all there is to know, locks with who waits for them, conflicts with both owners', () => {
  expect(monitorText(busy(), PLAIN)).toMatchInlineSnapshot(`
    "Agent monitor  1970-01-01T00:03:20Z
    run r: dispatcher 99

    Active agents: 2
      T1 the T1 part: claude, attempt 1, pid 4001, priority 1
        at work for 3 min 20 s, last active 2 s ago, in .conductor/workspaces/agent-T1-general on agent/T1/general
        4 changed files: src/quay.ts, "a path, with \\"all\\".ts", "new\\nline" and src/basin/wall.ts
      T2 the T2 part: claude, attempt 1, no process, priority 3
        at work for 3 min 20 s, last active 2 s ago, in .conductor/workspaces/agent-T2-general on agent/T2/general
        2 changed files: src/basin/wall.ts and src/basin/floor.ts

    Locks: 4
      exclusive  src/quay.ts: T1; T3 and T4 wait
      exclusive  "a path, with \\"all\\".ts": T1
      exclusive  src/basin/: T2; T4 waits
      shared     docs/: T2

    Changed files, not merged: 5

    Conflicts: 3
      critical file_lock_conflict, T1 and T2: src/basin/wall.ts
        Terminate T1, which writes what T2 has claimed: agent-spawn cancel T1 --run r
      warning predicted_merge_conflict, T1 and T2: src/basin/wall.ts
        Wait: whichever of T1 and T2 is merged second will be given the conflict to resolve; or merge it by hand.
      warning predicted_merge_conflict, T2: src/basin/floor.ts
        Wait: T2 conflicts with what is merged by now, and will be given the conflict to resolve; or merge it by hand.

    Duplicates: none

    Advice
      1 conflict will not come right without a person: see to that first.
      Moderate conflict risk: 2 agents are at work, and there are changes that are not merged.
    "
  `)
})

test('S002-09, S002-16: as an object, with records as the scripts before it had them', () => {
  expect(isHealthy(busy())).toBe(false)
  expect(monitorJson(busy())).toMatchInlineSnapshot(`
    {
      "advice": [
        "1 conflict will not come right without a person: see to that first.",
        "Moderate conflict risk: 2 agents are at work, and there are changes that are not merged.",
      ],
      "agents": [
        {
          "ageSeconds": 200,
          "agent": "claude",
          "attempt": 1,
          "branch": "agent/T1/general",
          "changed": [
            "src/quay.ts",
            "a path, with "all".ts",
            "new
    line",
            "src/basin/wall.ts",
          ],
          "lastActivityAt": "1970-01-01T00:03:18Z",
          "pid": 4001,
          "priority": 1,
          "run": "r",
          "startedAt": "1970-01-01T00:00:00Z",
          "task": "T1",
          "title": "the T1 part",
          "workspace": ".conductor/workspaces/agent-T1-general",
        },
        {
          "ageSeconds": 200,
          "agent": "claude",
          "attempt": 1,
          "branch": "agent/T2/general",
          "changed": [
            "src/basin/wall.ts",
            "src/basin/floor.ts",
          ],
          "lastActivityAt": "1970-01-01T00:03:18Z",
          "pid": null,
          "priority": 3,
          "run": "r",
          "startedAt": "1970-01-01T00:00:00Z",
          "task": "T2",
          "title": "the T2 part",
          "workspace": ".conductor/workspaces/agent-T2-general",
        },
      ],
      "at": "1970-01-01T00:03:20Z",
      "conflicts": [
        {
          "agents": [
            "T1",
            "T2",
          ],
          "files": [
            "src/basin/wall.ts",
          ],
          "recommended_action": "Terminate T1, which writes what T2 has claimed: agent-spawn cancel T1 --run r",
          "run": "r",
          "severity": "critical",
          "type": "file_lock_conflict",
        },
        {
          "agents": [
            "T1",
            "T2",
          ],
          "files": [
            "src/basin/wall.ts",
          ],
          "recommended_action": "Wait: whichever of T1 and T2 is merged second will be given the conflict to resolve; or merge it by hand.",
          "run": "r",
          "severity": "warning",
          "type": "predicted_merge_conflict",
        },
        {
          "agents": [
            "T2",
          ],
          "files": [
            "src/basin/floor.ts",
          ],
          "recommended_action": "Wait: T2 conflicts with what is merged by now, and will be given the conflict to resolve; or merge it by hand.",
          "run": "r",
          "severity": "warning",
          "type": "predicted_merge_conflict",
        },
      ],
      "duplicates": [],
      "file_change_queue": [
        {
          "agent": "T1",
          "conflict_risk": "none",
          "files": [
            "src/quay.ts",
          ],
          "status": "pending",
          "timestamp": "1970-01-01T00:03:16Z",
        },
        {
          "agent": "T2",
          "conflict_risk": "high",
          "files": [
            "src/basin/wall.ts",
          ],
          "status": "pending",
          "timestamp": "1970-01-01T00:03:18Z",
        },
      ],
      "healthy": false,
      "kind": "monitor",
      "locks": [
        {
          "access": "exclusive",
          "holder": "T1",
          "path": "src/quay.ts",
          "run": "r",
          "waiting": [
            "T3",
            "T4",
          ],
        },
        {
          "access": "exclusive",
          "holder": "T1",
          "path": "a path, with "all".ts",
          "run": "r",
          "waiting": [],
        },
        {
          "access": "exclusive",
          "holder": "T2",
          "path": "src/basin/",
          "run": "r",
          "waiting": [
            "T4",
          ],
        },
        {
          "access": "shared",
          "holder": "T2",
          "path": "docs/",
          "run": "r",
          "waiting": [],
        },
      ],
      "runs": [
        {
          "dispatcher": 99,
          "paused": false,
          "problems": [],
          "run": "r",
        },
      ],
      "schemaVersion": 1,
      "thresholds": {
        "agents": 4,
        "files": 10,
      },
    }
  `)
})

test('two that change one file, each in a tree of its own and within its claims, are no reason to stop', () => {
  const story = storyOf(graphOf({T1: {writes: []}, T2: {writes: []}}))
  const monitored = at([looked(story, {work: [atWork('T1', ['x', 'y']), atWork('T2', ['y', 'z'])]})])
  expect(conflictsOf(monitored)).toEqual([
    {
      type: 'file_lock_conflict',
      severity: 'warning',
      run: 'r',
      agents: ['T1', 'T2'],
      files: ['y'],
      recommended_action: 'Wait: each has a tree of its own, and they are merged one after the other.',
    },
  ])
  expect(isHealthy(monitored)).toBe(true)
})

test('S002-09, S002-11: in one tree it is critical; the less urgent one is to go, else the newer one', () => {
  const policy: Partial<Policy> = {workspace: {...DEFAULT_POLICY.workspace, mode: 'shared'}}
  const both = (more: Partial<Policy>): readonly unknown[] => {
    const story = storyOf(graphOf({T1: {writes: []}, T2: {writes: []}}), {...policy, ...more})
    const monitored = at([looked(story, {work: [atWork('T1', ['y']), atWork('T2', ['y'])]})])
    return conflictsOf(monitored).map(({severity, recommended_action: action}) => [severity, action])
  }
  expect(both({priority: {byTask: {T2: 1}, ageMs: 0}})).toEqual([
    ['critical', 'Terminate T1, which has the lower priority: agent-spawn cancel T1 --run r'],
  ])
  expect(both({})).toEqual([['critical', 'Terminate T2, which is newer: agent-spawn cancel T2 --run r']])
})

test('S002-10, S002-20: the same task at work in two runs is a duplicate, and the newer one is to go', () => {
  const older = storyOf(graphOf({T1: {}, T2: {}}))
  const newer = new Story(graphOf({T2: {}}))
  newer.state = {...newer.state, run: 'r2'}
  const started = newer.state.tasks.get('T2')?.attempts[0]
  Object.assign(started ?? {}, {startedAt: 1_000})
  const monitored = at([
    looked(older, {work: [atWork('T1', []), atWork('T2', [])]}),
    looked(newer, {dispatcher: null, work: [atWork('T2', [], {pid: 7})]}),
  ])
  expect(conflictsOf(monitored)).toEqual([
    {
      type: 'duplicate_task',
      severity: 'critical',
      run: 'r2',
      agents: ['T2', 'T2'],
      files: [],
      recommended_action: 'Terminate T2, which is newer: agent-spawn cancel T2 --run r2',
    },
  ])
  expect(isHealthy(monitored)).toBe(false)
})

test('S002-30: an alarm is told once for the two, until a person has decided', () => {
  const story = new Story(graphOf({T1: {}, T2: {}}), {backoff: BACKOFFS.none})
  story.tell({type: 'alarm-raised', tasks: ['T1', 'T2'], path: 'x'})
  expect(conflictsOf(at([looked(story)]))).toEqual([
    {
      type: 'ping_pong',
      severity: 'critical',
      run: 'r',
      agents: ['T1', 'T2'],
      files: ['x'],
      recommended_action:
        'Decide which of them is to write it, and let that one go on: agent-spawn retry T1 --feedback TEXT, or retry T2; reject the other.',
    },
  ])
})

test('a task that is done or was rejected quarrels no more', () => {
  const story = new Story(graphOf({T1: {}, T2: {}}), {backoff: BACKOFFS.none}).pass('T1').merge('T1')
  story.tell({type: 'alarm-raised', tasks: ['T1', 'T2'], path: 'x'}).pass('T2')
  expect(conflictsOf(at([looked(story)]))).toMatchObject([{type: 'ping_pong', agents: ['T2', 'T1']}])
  story.tell({type: 'review-decided', task: 'T2', decision: 'rejected', by: 'Ada'})
  expect(conflictsOf(at([looked(story)]))).toEqual([])
})

test('a conflict that is left to a person is critical until it is resolved or given up', () => {
  const merge = {...DEFAULT_POLICY.merge, repairs: 0}
  const story = new Story(graphOf({T1: {}}), {merge}).pass('T1')
  story.tell({
    ...{type: 'merge-finished', task: 'T1', attempt: 1, durationMs: 1},
    result: {type: 'conflicted', paths: ['x']},
  })
  const monitored = at([looked(story, {dispatcher: null})])
  expect(conflictsOf(monitored)).toEqual([
    {
      type: 'merge_conflict',
      severity: 'critical',
      run: 'r',
      agents: ['T1'],
      files: ['x'],
      recommended_action:
        'Resolve by hand: edit its workspace, then agent-spawn resolve T1 --continue --run r',
    },
  ])
  expect(isHealthy(monitored)).toBe(false)
  story.tell({type: 'review-decided', task: 'T1', decision: 'rejected', by: 'Ada'})
  expect(conflictsOf(monitored)).toEqual([])
})

test('S002-21: advice by thresholds of the configuration', () => {
  const graph = graphOf(Object.fromEntries(Array.from({length: 6}, (_, index) => [`T${index + 1}`, {}])))
  const story = storyOf(graph, {slots: 6})
  const advised = (agents: number, files: number, thresholds = DEFAULT_THRESHOLDS): readonly string[] => {
    const changed = Array.from({length: files}, (_, index) => `f${index}`)
    const work = Array.from({length: agents}, (_, index) =>
      atWork(`T${index + 1}`, index === 0 ? changed : []),
    )
    return adviceOf(at([looked(story, {work})], thresholds))
  }
  expect(advised(0, 0)).toMatchInlineSnapshot(`
    [
      "Safe: no agent is at work, and any may be started.",
    ]
  `)
  expect(advised(1, 3)).toMatchInlineSnapshot(`
    [
      "Low conflict risk: 1 agent at work.",
    ]
  `)
  expect(advised(2, 3)).toMatchInlineSnapshot(`
    [
      "Moderate conflict risk: 2 agents are at work, and there are changes that are not merged.",
    ]
  `)
  expect(advised(5, 0)).toMatchInlineSnapshot(`
    [
      "Too many agents: 5 are at work, more than 4 (monitor.agents). Fewer at once get less in each other's way (run --concurrency).",
    ]
  `)
  expect(advised(6, 11)).toMatchInlineSnapshot(`
    [
      "HIGH CONFLICT RISK: 11 changed files are not merged yet, more than 10 (monitor.files). Let some of it be merged before more is started.",
      "Too many agents: 6 are at work, more than 4 (monitor.agents). Fewer at once get less in each other's way (run --concurrency).",
    ]
  `)
  expect(advised(1, 3, {agents: 1, files: 2})).toMatchInlineSnapshot(`
    [
      "HIGH CONFLICT RISK: 3 changed files are not merged yet, more than 2 (monitor.files). Let some of it be merged before more is started.",
    ]
  `)
})

test('agents that outlived their dispatcher are told of, with what to do', () => {
  const story = storyOf(graphOf({T1: {}}))
  expect(adviceOf(at([looked(story, {dispatcher: null, work: [atWork('T1', [])]})]))).toEqual([
    'Run r has agents at work and no dispatcher. Take them over: agent-spawn run --continue --run r; or end them: agent-spawn cleanup',
  ])
})
