/** Has a chart drawn by a process of its own, once, within a time. Its SVG is cleaned like any other that comes from outside. */
import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { programFile } from '../../program.ts'
import { cleanMarkup } from '../clean-markup.ts'
import { FigureError } from '../figures.ts'

/** milliseconds; Plotly takes two seconds to load */
const patience = 60_000

export const drawnChart = async (mime: string, specification: string, folder: string): Promise<string> => {
  const child = spawn(process.execPath, [programFile('draw-chart'), mime, folder], {
    cwd: folder,
    stdio: ['pipe', 'pipe', 'pipe'],
    timeout: patience,
    killSignal: 'SIGKILL',
  })
  // It may end without reading: what it says then counts.
  child.stdin.on('error', () => {})
  child.stdin.end(specification)
  const ended = new Promise<number | string>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve(code ?? String(signal)))
  })
  const [svg, why, code] = await Promise.all([text(child.stdout), text(child.stderr), ended])
  if (code !== 0) {
    const reason = code === 'SIGKILL' ? `drawing it took more than ${patience / 1000} s` : why.trim().split('\n')[0]
    throw new FigureError(`The chart is kept as its specification, but not as a picture: ${reason}.`)
  }
  return cleanMarkup(svg).markup
}
