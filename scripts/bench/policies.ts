/** What policies mean: in this process. */
import { camTimings } from './cam-timings.ts';
import { emptyNode } from './process.ts';
import { placeIn } from './projects.ts';
import { ratios } from './samples.ts';
import { perNode, type Setting } from './setting.ts';
import type { Row } from './table.ts';

/** What policies mean, in this process. */
export async function policies({ folder, rounds }: Setting): Promise<Row[]> {
  const place = placeIn(folder, 'policies');
  const timings = Array.from({ length: rounds }, () => ({ node: emptyNode(place), all: camTimings() }));
  const [first] = timings;
  return (first?.all ?? []).map(([what], index) => {
    const samples = timings.map(({ all }) => ({ seconds: all[index]?.[1] ?? Number.NaN }));
    return {
      what,
      samples,
      ratios: ratios(
        samples,
        timings.map((one) => one.node),
      ),
      against: perNode,
    };
  });
}
