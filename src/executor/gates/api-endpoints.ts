// The gate `api_endpoints`: the sources define each endpoint, under the prefixes with which their routers are mounted. Starts no server.

import {err, ok, type Result} from '../../util/result.ts'
import {routeLine} from './route-definitions.ts'
import {sourceFiles} from './source/files.ts'
import {prefixesIn, type Route, routesIn} from './source/routes.ts'
import {someLines, stepOf, typedGate} from './typed.ts'

export const apiEndpointsGate = typedGate('api_endpoints', async ({endpoints, files}, {directory}) => {
  const [sources, all] = [await sourceFiles(directory, files), await sourceFiles(directory, undefined)]
  if (!sources.ok) return [stepOf('endpoints', sources)]
  const routes = sources.value.flatMap(routesIn)
  // Whoever mounts a router is seldom who wrote it.
  const prefixes = [...sources.value, ...(all.ok ? all.value : [])].flatMap(prefixesIn)
  const api = {
    routes,
    prefixes: [...new Set(prefixes.map(prefix => segments(prefix).join('/')))].filter(Boolean),
  }
  return endpoints.map(endpoint => stepOf(`${endpoint.method} ${endpoint.path}`, judge(endpoint, api)))
})

interface Api {
  readonly routes: readonly Route[]
  /** Without slashes around them; parameters are `*`. */
  readonly prefixes: readonly string[]
}

interface Endpoint {
  readonly method: string
  readonly path: string
}

const judge = ({method, path}: Endpoint, {routes, prefixes}: Api): Result<string, string> => {
  const wanted = segments(path)
  const candidates = routes.filter(route => endsWith(wanted, segments(route.path)))
  const fits = (route: Route): boolean => route.method === method || route.method === 'ALL'
  const isMounted = (route: Route): boolean =>
    isMadeOf(wanted.slice(0, wanted.length - segments(route.path).length).join('/'), prefixes)
  const found = candidates.find(route => fits(route) && isMounted(route))
  if (found !== undefined) return ok(`Defined as ${routeLine(found)}.`)
  const unmounted = candidates.find(fits)
  if (unmounted !== undefined)
    return err(`${routeLine(unmounted)} is not mounted under the rest of ${path}: found no such prefix.`)
  const others = candidates.filter(isMounted)
  if (others.length > 0) return err(`Defined for other methods only: ${others.map(routeLine).join(', ')}.`)
  return err(
    someLines([`No route defines ${method} ${path}. Found ${routes.length}:`, ...routes.map(routeLine)], 11),
  )
}

/** Names of parameters do not matter: `:id`, `{id}` and `[id]` are all `*`. */
const segments = (path: string): readonly string[] =>
  path
    .split('/')
    .filter(Boolean)
    .map(part => (/^(?::|\{.*\}$|\[.*\]$)/.test(part) ? '*' : part))

const endsWith = (whole: readonly string[], end: readonly string[]): boolean =>
  end.length <= whole.length && end.every((part, index) => part === whole[whole.length - end.length + index])

/** Whether prefixes, each as often as one likes, make up a path. Goes on from each end that some of them reach. */
const isMadeOf = (path: string, prefixes: readonly string[]): boolean => {
  const reached = [path]
  for (const rest of reached) {
    if (rest === '') return true
    const next = prefixes.flatMap(prefix =>
      rest === prefix ? [''] : rest.startsWith(`${prefix}/`) ? [rest.slice(prefix.length + 1)] : [],
    )
    reached.push(...next.filter(left => !reached.includes(left)))
  }
  return false
}
