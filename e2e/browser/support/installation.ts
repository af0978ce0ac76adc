import { fileURLToPath } from "node:url";

/** The installation that run.sh has started, and where the specs leave things. */

export const url = need("E2E_URL");
/** The link that `./foureyes up` printed. */
export const setupLink = need("E2E_SETUP_LINK");
/** A directory that goes away with the installation. */
export const scratch = need("E2E_SCRATCH");
export const chromium = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
/** Whether to take the pictures of the README in place of those of every page. */
export const readme = process.env["E2E_README"] === "yes";

export const repository = fileURLToPath(new URL("../../../", import.meta.url));
export const target = fileURLToPath(new URL("../target/", import.meta.url));
/** The administrator's cookies, kept by the set-up for all other specs. */
export const session = `${scratch}/session.json`;

export const administrator = { name: "anna", password: "correct horse battery" };

function need(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: start the specs with run.sh`);
  return value;
}
