/** A file of the dashboard, named by its content, so that browsers may keep it for ever. */
export interface DashboardFile {
  readonly type: string;
  /** Its content, compressed with Brotli, in Base64. */
  readonly brotli: string;
}

/** What the dashboard's build makes, for the function that serves it. */
export interface DashboardFiles {
  /** The HTML of every screen. */
  readonly page: string;
  readonly files: Readonly<Record<string, DashboardFile>>;
}
