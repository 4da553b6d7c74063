"""What is watched for each site, who is told, and what was raised."""
