import {readFileSync} from 'node:fs'
import {expect, test} from 'vitest'
import {compile} from '../../../src/graph/compile.ts'
import {FORMATS, readPlan} from '../../../src/plan/read.ts'
import {draftOf, planOf} from './plans.ts'

const fixture = (name: string): string =>
  readFileSync(new URL(`../fixtures/${name}`, import.meta.url), 'utf8')

test('a table of tasks, every fact with its place', () => {
  const read = readPlan([{file: 'bakery.md', text: fixture('bakery.md')}])
  expect(read).toEqual({ok: true, value: JSON.parse(fixture('bakery.draft.json'))})
})

test.each([
  [
    'empty cells and dashes',
    '| ID | Task | Depends on |\n|---|---|---|\n| A0 | a | none |\n| A1 | b | A0 |\n| B1 | c | |\n| B2 | d | — |\n| C1 | e | A1,B1,B2 |\n',
    'A0 A1 B1 B2 C1 | A1←A0 C1←A1 C1←B1 C1←B2',
  ],
  [
    'numbers that are strings',
    '| ID | Task | Depends on | Status |\n|-|-|-|-|\n| 1 | a | — | done |\n| 1.10 | b | 1 | deferred |\n| 2 | c | 1,1.10 | |\n',
    '1=done 1.10=skipped 2 | 1.10←1 2←1 2←1.10',
  ],
  [
    'other headers, `+` and marks in cells',
    '| Unit | Work | Blocked by |\n|-|-|-|\n| TS-001 | a | [] |\n| BR-001 | b | `none` |\n| LP-001 | c | TS-001 + BR-001 (domain) |\n| LP-002 ✅ | d | → LP-001 (why), → TS-001 ✅ |\n',
    'TS-001 BR-001 LP-001 LP-002=done | LP-001←TS-001 LP-001←BR-001 LP-002←LP-001 LP-002←TS-001',
  ],
  [
    'ids that begin with a number, links, and words',
    '| ID | Title | Depends |\n|-|-|-|\n| [0-T1](a.md) | a | — |\n| 0-T2 | b | 0-T1 |\n| api-auth | c | 0-T1, 0-T2 |\n',
    '0-T1 0-T2 api-auth | 0-T2←0-T1 api-auth←0-T1 api-auth←0-T2',
  ],
  [
    'letters of other scripts',
    '| 编号 | 任务 | 依赖 |\n|-|-|-|\n| 前端-1 | a | 无 |\n| 前端-2 | b | 前端-1 |\n',
    'u524du7aef-1 u524du7aef-2 | u524du7aef-2←u524du7aef-1',
  ],
  [
    'bars in code',
    '| ID | Task | Depends on |\n|-|-|-|\n| T1 | c | - |\n| T2 | `a | b` and a \\| b | T1 |\n',
    'T1 T2 | T2←T1',
  ],
  [
    'a further table without dependencies',
    '| ID | Task | Depends on |\n|-|-|-|\n| LP-001 | a | TS-001 |\n\n| ID | Task | Status | Notes |\n|-|-|-|-|\n| TS-001 | b | Done | |\n| TS-002 | c | To do | Depends on TS-001. |\n| REQ-001 | no task | Done | |\n',
    'LP-001 TS-001=done TS-002=todo | LP-001←TS-001 TS-002←TS-001',
  ],
])('S003-02: a table with %s', (_, text, expected) => expect(planOf(text, 'tables')).toBe(expected))

test.each([
  ['requirements', '| ID | Requirement | Depends on |\n|-|-|-|\n| R1 | a | - |\n| R2 | b | R1 |\n'],
  ['counted rows', '| # | Package | Requires |\n|-|-|-|\n| 1 | a | - |\n| 2 | b | 1 |\n'],
  ['packages', '| Name | Version | Depends on |\n|-|-|-|\n| react | 19 | scheduler |\n'],
])('a table of %s is none of tasks', (_, text) => {
  expect(FORMATS.find(({name}) => name === 'tables')?.matches({file: 'plan.md', text})).toBe(false)
})

test('tasks with an agent each are tasks', () => {
  const text =
    '| ID | Task | Agent | Status | Dependencies |\n|-|-|-|-|-|\n| T1 | a | Ida | Done | - |\n| T2 | b | Ida | Todo | T1 |\n'
  expect(planOf(text, 'tables')).toBe('T1=done T2=todo | T2←T1')
})

test.each([
  [
    'blocked in front of the title',
    '- #11 (MERGED): a\n- #12 (PR opened, in-progress): b\n- #13 (blocked by #11, #12): c\n- PR #14 merged for #11\n\n1. Merge #12\n',
    '11=done 12=in-progress 13 | 13←11 13←12',
  ],
  [
    'blocked behind it, and boxes',
    '- [x] #1 a\n- [ ] [#2](https://x/2) b (blocked by #1)\n',
    '1=done 2=todo | 2←1',
  ],
  ['blocked below', '- owner/repo#1 — a\n- #2 — b\n  - Blocked by: #3\n- #3 — c\n', 'owner-repo-1 2 3 | 2←3'],
])('a list of issues, %s', (_, text, expected) => expect(planOf(text, 'tables')).toBe(expected))

test('issues in a table, with what blocks them in brackets', () => {
  const text =
    '| # | Work | Issue | Status |\n|-|-|-|-|\n| 1 | a | [#24](https://x/24) | Open |\n| 2 | b | [#25](https://x/25) (blocked by #24) | Open |\n| 3 | c | [#26](https://x/26) (blocked by #24/#25) | Open |\n'
  expect(planOf(text, 'atomic')).toBe('24=todo 25=todo 26=todo | 25←24 26←24 26←25')
})

test.each([
  [
    'a chart with ids in its titles',
    'gantt\n title P\n section A\n Pitch (T1) :done, t1, 2025-01-01, 3d\n Ball (T2) :t2, after t1, 1d\n section B\n Docs (T3) :crit, t3, after t1 t2, 2d\n',
    'T1=done T2 T3 | T2←T1 T3←T1 T3←T2',
  ],
  [
    'a chart with ids of its own',
    'gantt\n Design :a1, 2024-01-01, 5d\n Build :active, a2, after a1, 10d\n',
    'a1 a2=in-progress | a2←a1',
  ],
  [
    'a graph',
    'graph TD\n T1[T1: a] --> T2[T2: b] & T3\n T2 & T3 -- then --> T4(("T4: d"))\n classDef x fill:#f00\n style T1 fill:#fff\n',
    'T1 T2 T3 T4 | T2←T1 T3←T1 T4←T2 T4←T3',
  ],
])('Mermaid: %s', (_, text, expected) =>
  expect(planOf(`# P\n\`\`\`mermaid\n${text}\`\`\`\n`, 'tables')).toBe(expected),
)

test('a graph of anything but tasks is no plan', () => {
  const text = '# P\n```mermaid\nflowchart TD\n A[Client] --> B[Server]\n```\n'
  expect(FORMATS.find(({name}) => name === 'tables')?.matches({file: 'plan.md', text})).toBe(false)
})

const HEAD = '| Agent | Status | Progress | Dependencies | ETA | Critical Path |\n|---|---|---|---|---|---|\n'
const NINE = [
  '🗄️ **DatabaseArchitect** | 🟢 ACTIVE | 80% | None | Complete | 🔴 CRITICAL',
  'MCPServerManager | ⏳ WAITING | 0% | DB | 3-5 days | HIGH',
  'AgentRegistry | ⏳ WAITING | 0% | DB | 4-5 days | 🔴 CRITICAL',
  'ContextKeeper | WAITING | 0% | DB + Registry | 4-5 days | MEDIUM',
  'ProtocolManager | PARALLEL | 10% | None (parallel track) | 4 days | MEDIUM',
  'QueueWorker | READY | 0% | Redis (✅ Complete) | 4 days | MEDIUM',
  'TaskExecutor | WAITING | 0% | DB + Registry + Protocol | 5 days | HIGH',
  'APIGateway | WAITING | 0% | MCP Server + Registry | 4 days | HIGH',
  'WebDashboard | ✅ Complete | 100% | None | - | MEDIUM',
]
const dashboard = (rows: readonly string[]): string =>
  `# Deployment\n\n${HEAD}${rows.map(row => `| ${row} |\n`).join('')}`

test('S004-05: short names of agents are dependencies, what is outside stays outside', () => {
  expect(planOf(dashboard(NINE), 'tables')).toBe(
    'DatabaseArchitect=in-progress MCPServerManager=blocked AgentRegistry=blocked ContextKeeper=blocked ProtocolManager=todo QueueWorker=todo TaskExecutor=blocked APIGateway=blocked WebDashboard=done | ' +
      'MCPServerManager←DatabaseArchitect AgentRegistry←DatabaseArchitect ContextKeeper←DatabaseArchitect ContextKeeper←AgentRegistry ' +
      'TaskExecutor←DatabaseArchitect TaskExecutor←AgentRegistry TaskExecutor←ProtocolManager APIGateway←MCPServerManager APIGateway←AgentRegistry',
  )
  const {graph} = compile(draftOf(dashboard(NINE), 'tables'))
  expect(graph.tasks.filter(({inputs}) => inputs.length > 0).map(({id, inputs}) => [id, inputs])).toEqual([
    ['QueueWorker', [{text: 'Redis (✅ Complete)'}]],
  ])
  expect(graph.tasks.map(({priority, effortHours}) => [priority, effortHours])).toEqual([
    ['CRITICAL', undefined],
    ['HIGH', 40],
    ['CRITICAL', 40],
    ['MEDIUM', 40],
    ['MEDIUM', 32],
    ['MEDIUM', 32],
    ['HIGH', 40],
    ['HIGH', 32],
    ['MEDIUM', undefined],
  ])
})

test('S004-05: a short name of none or of several is an error, never a guess', () => {
  const rows = [...NINE, 'Tester | READY | 0% | Manager + Kafka | 1 day | LOW']
  const {diagnostics} = compile(draftOf(dashboard(rows), 'tables'))
  expect(
    diagnostics
      .filter(({rule}) => rule === 'unresolved-alias')
      .map(({severity, location, message}) => [severity, location.line, location.column, message]),
  ).toEqual([
    [
      'error',
      14,
      25,
      'Tester depends on "Manager", which may be MCPServerManager or ProtocolManager; write the name in full',
    ],
    [
      'error',
      14,
      35,
      'Tester depends on "Kafka", which is short for no agent of the table; write the agent\'s name, or how it stands if it is no agent: "Kafka (complete)"',
    ],
  ])
})

test('S004-41: signs that were lost on the way change nothing', () => {
  const lossy = dashboard(NINE).replace(/[^ -~\n]+/g, '\uFFFD')
  expect(planOf(lossy, 'tables').split(' | ')[1]).toBe(planOf(dashboard(NINE), 'tables').split(' | ')[1])
})
