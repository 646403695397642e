/** A request of the product's own page on webhooks, and what that page says of it. */
export interface Example {
  /** The page's section. */
  readonly section: string;
  readonly webhook: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

const runPipeline = { pipelineName: 'frontend-build', namespace: 'team-alpha' };

/** The page's first failure; its grouping section sends it again as "Payload 1". */
export const dependencyConflict: Example = {
  section: 'Pipeline Failure Webhook',
  webhook: 'pipeline-failure',
  payload: {
    ...runPipeline,
    failureReason: 'Dependency conflict with React version',
    runId: 'run-123',
    logsUrl: 'https://your-ci.com/logs/run-123',
  },
};

/** "Payload 2": another failure of the same pipeline. */
export const yarnOutdated: Example = {
  section: 'Automatic Issue Resolution',
  webhook: 'pipeline-failure',
  payload: {
    ...runPipeline,
    failureReason: 'Yarn version outdated, needs update',
    runId: 'run-456',
    logsUrl: 'https://your-ci.com/logs/run-456',
  },
};

export const pipelineSuccess: Example = {
  section: 'Pipeline Success Webhook',
  webhook: 'pipeline-success',
  payload: runPipeline,
};

export const buildFailure: Example = {
  section: 'Example: Build Failure',
  webhook: 'build-failure',
  payload: {
    componentName: 'user-service',
    namespace: 'team-beta',
    buildId: 'build-456',
    errorMessage: 'Compilation failed: missing dependency',
    buildLogsUrl: 'https://build-system.com/logs/456',
  },
};

export const deploymentFailure: Example = {
  section: 'Example: Deployment Failure',
  webhook: 'deployment-failure',
  payload: {
    applicationName: 'e-commerce-app',
    namespace: 'team-gamma',
    deploymentId: 'deploy-789',
    failureReason: 'Resource quota exceeded',
    dashboardUrl: 'https://dashboard.com/deployments/789',
  },
};

export const securityScanFailure: Example = {
  section: 'Example: Security Scan Failure',
  webhook: 'security-scan-failure',
  payload: {
    componentName: 'api-gateway',
    namespace: 'team-delta',
    scanId: 'scan-321',
    vulnerabilities: ['CVE-2024-1234', 'CVE-2024-5678'],
    reportUrl: 'https://security.com/reports/321',
  },
};
