const COLOURS = 8;
const DASHES: readonly (readonly number[])[] = [[], [7, 4], [2, 3], [9, 3, 2, 3]];

/** Colour of a node's line as a custom property's name; after eight nodes the colours come again with another dash. */
export function seriesColour(index: number): string {
  return `--series-${(index % COLOURS) + 1}`;
}

export function seriesDash(index: number): readonly number[] {
  return DASHES[Math.floor(index / COLOURS) % DASHES.length] ?? [];
}

/** The present value of custom properties that hold colours, for a canvas, which does not know light-dark(). */
export function resolveColours(names: readonly string[]): Record<string, string> {
  const probe = document.createElement("span");
  probe.hidden = true;
  document.body.append(probe);
  const colours = Object.fromEntries(
    names.map((name) => {
      probe.style.color = `var(${name})`;
      return [name, getComputedStyle(probe).color];
    }),
  );
  probe.remove();
  return colours;
}
