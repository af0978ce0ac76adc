/** Upper bound of items that the interface reads to fill a picker. */
const MAX_ITEMS = 10_000;

interface Page<T> {
  items: T[];
  next: string;
}

/** Reads all pages of a list, up to a bound. */
export async function readAllPages<T>(read: (pageToken: string) => Promise<Page<T>>): Promise<T[]> {
  const all: T[] = [];
  let token = "";
  do {
    const page = await read(token);
    all.push(...page.items);
    token = page.next;
  } while (token !== "" && all.length < MAX_ITEMS);
  return all;
}
