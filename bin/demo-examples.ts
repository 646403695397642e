/** A request of docs/webhooks.md, word for word. */
export interface Example {
  /** The page's section that shows it. */
  readonly section: string;
  readonly webhook: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

const pipeline = { pipelineName: 'frontend-build', namespace: 'team-alpha' };

/** The page's first failure, sent again as "Payload 1" in its grouping section. */
export const dependencyConflict: Example = {
  section: 'Pipeline Failure Webhook',
  webhook: 'pipeline-failure',
  payload: {
    ...pipeline,
    failureReason: 'Dependency conflict with React version',
    runId: 'run-123',
    logsUrl: 'https://your-ci.com/logs/run-123',
  },
};

/** "Payload 2": a different failure of the same pipeline. */
export const yarnOutdated: Example = {
  section: 'Automatic Issue Resolution',
  webhook: 'pipeline-failure',
  payload: {
    ...pipeline,
    failureReason: 'Yarn version outdated, needs update',
    runId: 'run-456',
    logsUrl: 'https://your-ci.com/logs/run-456',
  },
};

export const pipelineSuccess: Example = {
  section: 'Pipeline Success Webhook',
  webhook: 'pipeline-success',
  payload: pipeline,
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
