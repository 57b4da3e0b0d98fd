// How well the processes of an agent can be kept together on this machine: by trying.

import {containment} from '../../system/containment.ts'
import {escapeTest} from '../../system/escape-test.ts'
import {type Finding, finding} from './finding.ts'

const ADVICE =
  'On Linux with systemd, `systemd-run --user --scope -p Delegate=yes agent-spawn run` gives each agent a cgroup, which nothing leaves.'

export const examineContainment = async (): Promise<Finding> => {
  const say = finding('processes')
  const found = await containment()
  const escaped = await escapeTest(found)
  const trial = `In a trial ${escaped.length === 0 ? 'nothing' : escaped.join(', ')} got away.`
  if (found.level === 'marks')
    return say(
      'warning',
      `What an agent starts is found by its process group and a mark in its environment. ${trial} ${found.reason} ${ADVICE}`,
    )
  const message = `Each agent has a cgroup of its own in ${found.parent}. ${trial}`
  return say(escaped.length === 0 ? 'ok' : 'problem', message)
}
