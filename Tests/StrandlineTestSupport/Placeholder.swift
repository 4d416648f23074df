import Strandline
