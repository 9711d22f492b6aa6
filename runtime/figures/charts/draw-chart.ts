/**
 * Entry of a process that draws one chart: a specification comes on stdin, SVG goes to stdout. The packages are the user's own, found
 * from the notebook's folder, and run here rather than in the front: whatever they do ends with this process.
 */
import { text } from 'node:stream/consumers'
import { plotlySvg } from './plotly-svg.ts'
import { vegaSvg } from './vega-svg.ts'

const [mime = '', folder = process.cwd()] = process.argv.slice(2)
try {
  const specification: unknown = JSON.parse(await text(process.stdin))
  const draw = mime.includes('plotly') ? plotlySvg : vegaSvg
  const svg = await draw(specification as Readonly<Record<string, unknown>>, { mime, folder })
  process.stdout.write(svg, () => process.exit(0))
} catch (error) {
  process.stderr.write((error as Error).message, () => process.exit(1))
}
