"""Speed of FEEL and DMN beside other engines, as ratios measured in one run."""
