/**
 * Writes penguins.csv: invented measurements, drawn from normal distributions with a fixed seed, so that the same file comes
 * out every time. Run it with `node notebooks/data/make-penguins.js`. What is behind the numbers: README.md beside it.
 */
import { writeFileSync } from 'node:fs'

/** mulberry32 (Tommy Ettinger, public domain): 32 bits of state are plenty for 300 rows. */
const generator = seed => () => {
  seed = (seed + 0x6d2b79f5) | 0
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
}
const random = generator(20260615)
const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
const pick = items => items[Math.floor(random() * items.length)]

/** mean and standard deviation of females; males are larger by `male` standard deviations */
const species = [
  {
    name: 'Adelie',
    n: 132,
    islands: ['Torgersen', 'Biscoe', 'Dream'],
    bill: [37.5, 2.2],
    depth: [17.7, 0.95],
    flipper: [188, 5.8],
    mass: [3370, 280],
  },
  {
    name: 'Chinstrap',
    n: 62,
    islands: ['Dream'],
    bill: [46.9, 2.6],
    depth: [17.7, 0.85],
    flipper: [192, 5.9],
    mass: [3530, 300],
  },
  {
    name: 'Gentoo',
    n: 110,
    islands: ['Biscoe'],
    bill: [45.7, 2.3],
    depth: [14.3, 0.65],
    flipper: [213, 4.4],
    mass: [4680, 300],
  },
]
const male = 1.7

const rows = species.flatMap(({ name, n, islands, bill, depth, flipper, mass }) =>
  Array.from({ length: n }, () => {
    const sex = random() < 0.5 ? 'female' : 'male'
    // One shared draw makes a large bird large in every measure.
    const size = normal() * 0.55 + (sex === 'male' ? male : 0)
    const measure = ([mean, deviation], digits) => (mean + deviation * (size + normal() * 0.8)).toFixed(digits)
    const row = [name, pick(islands), sex, measure(bill, 1), measure(depth, 1), measure(flipper, 0), measure(mass, 0)]
    // As in the field: now and then something could not be measured.
    return row.map((value, i) => (i >= 2 && random() < 0.012 ? '' : value))
  }),
)

const header = 'species,island,sex,bill_length_mm,bill_depth_mm,flipper_length_mm,body_mass_g'
writeFileSync(new URL('penguins.csv', import.meta.url), `${[header, ...rows.map(row => row.join(','))].join('\n')}\n`)
