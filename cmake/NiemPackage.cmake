# The .deb (make package).
