// What cdk-nag finds in the CloudFormation template whose file is the argument: a JSON array of rule and resource.
const { App, Stack } = require("aws-cdk-lib");
const { CfnInclude } = require("aws-cdk-lib/cloudformation-include");
const { AwsSolutionsChecks, ServerlessChecks } = require("cdk-nag");

const app = new App();
new CfnInclude(new Stack(app, "stack"), "template", { templateFile: process.argv[2] });
const found = [];
for (const Pack of [AwsSolutionsChecks, ServerlessChecks]) {
  for (const violation of new Pack(app).validateScope(app).violations) {
    for (const place of violation.violatingConstructs ?? violation.violatingResources) {
      found.push({ rule: violation.ruleName, where: place.constructPath.split("/").pop() });
    }
  }
}
console.log(JSON.stringify(found));
