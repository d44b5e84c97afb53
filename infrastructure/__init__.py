"""What ``deploy.py`` deploys, and how: template, permissions, packages, change sets and the local cloud."""
