/** Vega and Vega-Lite specifications as SVG, by the user's `vega` and `vega-lite`. Data addresses are relative to the notebook. */
import { type ChartPlace, userPackage } from './user-package.ts'

interface Vega {
  parse(specification: unknown): unknown
  loader(options: { readonly baseURL: string }): unknown
  View: new (
    runtime: unknown,
    options: { readonly renderer: 'none'; readonly loader: unknown },
  ) => { toSVG(): Promise<string> }
}

interface VegaLite {
  compile(specification: unknown): { readonly spec: unknown }
}

export const vegaSvg = async (
  specification: Readonly<Record<string, unknown>>,
  { mime, folder }: ChartPlace,
): Promise<string> => {
  const vega = await userPackage<Vega>(['vega'], folder)
  const compiled = mime.includes('vegalite')
    ? (await userPackage<VegaLite>(['vega-lite'], folder)).compile(specification).spec
    : specification
  const loader = vega.loader({ baseURL: `${folder}/` })
  return new vega.View(vega.parse(compiled), { renderer: 'none', loader }).toSVG()
}
