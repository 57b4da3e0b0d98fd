// The gate `route_definitions`: the sources define so many HTTP routes. Reads, and starts no server.

import {counted} from '../../graph/wording.ts'
import {err, ok} from '../../util/result.ts'
import {sourceFiles} from './source/files.ts'
import {type Route, routesIn} from './source/routes.ts'
import {someLines, stepOf, typedGate} from './typed.ts'

export const routeDefinitionsGate = typedGate(
  'route_definitions',
  async ({minRoutes, files}, {directory}) => {
    const sources = await sourceFiles(directory, files)
    if (!sources.ok) return [stepOf('routes', sources)]
    const routes = distinct(sources.value.flatMap(routesIn))
    const where = `in ${counted(sources.value.length, 'file')}`
    const found = [
      `${counted(routes.length, 'route')} ${where}; expected at least ${minRoutes}.`,
      ...routes.map(routeLine),
    ]
    return [stepOf('routes', routes.length < minRoutes ? err(someLines(found)) : ok(someLines(found)))]
  },
)

export const routeLine = ({method, path, file, line}: Route): string => `${method} ${path} (${file}:${line})`

/** The same route of the same file written twice is one route. */
const distinct = (routes: readonly Route[]): readonly Route[] => [
  ...new Map(routes.map(route => [`${route.method} ${route.path} ${route.file}`, route])).values(),
]
